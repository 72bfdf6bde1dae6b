"use strict";
// What the tables say, what the reviewer decided about it, and what therefore shows.

const byId = (id) => document.getElementById(id);
const FIELDS = ["event_type", "mode", "status", "date_edtf", "date_modifier", "date_basis",
  "actors", "counterparts", "host", "place"];
const SUMMARY = ["event_type", "date_edtf", "actors", "counterparts", "place", "status"];
const STATUS_OF = { accept: "accepted", edit: "edited", split: "split", merge: "merged", add: "added", reject: "rejected" };
const REVIEWS = ["unreviewed", "accepted", "edited", "split", "merged", "added", "rejected", "stale"];
const SIGNS = { unreviewed: "○", accepted: "✓", edited: "✎", split: "⑂", merged: "⊕", added: "+", rejected: "✕", stale: "⚠" };
const PART_SEPARATOR = " || ";

const store = {
  events: {}, count: 0, documents: [], issues: [], names: {}, tellings: {}, lists: {}, columns: [],
  saved: [], pending: [], withdrawn: [], linesOf: new Map(), overlay: new Map(), review: [], indexOf: new Map(),
};

async function inflate(element) {
  const text = atob(element.textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

function loadStore(data) {
  Object.assign(store, data, { count: data.events.event_id.length });
  const { event_id: ids, locator } = store.events;
  for (let i = 0; i < store.count; i += 1) {
    store.indexOf.set(ids[i], i);
    store.indexOf.set(placeOf(locator[i]), i);
  }
  const kept = readKept();
  const isSaved = new Set(store.saved.map(identity));
  store.pending = kept.pending.filter((line) => !isSaved.has(identity(line)));
  const gone = new Set(kept.withdrawn.map(identity));
  store.withdrawn = store.saved.filter((line) => gone.has(identity(line)));
  store.saved = store.saved.filter((line) => !gone.has(identity(line)));
  store.review = store.events.review_status.slice();
  for (const line of [...store.saved, ...store.pending]) attach(line);
  for (const i of store.linesOf.keys()) recompute(i);
  for (const line of store.withdrawn) if (indexOfLine(line) !== undefined) recompute(indexOfLine(line));
}

const identity = (line) => JSON.stringify(store.columns.map((name) => line[name]));
const placeOf = (locator) => (/^.+?:\d+-\d+:[A-Z]+(?:#\d+)?/s.exec(locator) || [locator])[0];
const same = (one, other) => fold(one) === fold(other);
const fold = (text) => text.normalize("NFC").replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, " ").trim();

function indexOfLine(line) {
  return store.indexOf.get(line.event_id) ?? store.indexOf.get(placeOf(line.locator));
}

function attach(line) {
  const i = indexOfLine(line);
  if (i === undefined) return;
  if (!store.linesOf.has(i)) store.linesOf.set(i, []);
  store.linesOf.get(i).push(line);
}

const baseValue = (i, field) => store.events[field][i];
function value(i, field) {
  return store.overlay.get(i)?.[field] ?? baseValue(i, field);
}
const summary = (i, read = value) => SUMMARY.map((field) => read(i, field)).join(" | ");

function recompute(i) {
  const lines = store.linesOf.get(i) || [];
  const overlay = {};
  const kinds = new Set();
  let isStale = false;
  const undone = store.withdrawn.filter((line) => indexOfLine(line) === i);
  for (const line of undone) {
    if (line.decision === "edit" && same(baseValue(i, line.field), line.now)) overlay[line.field] = line.was;
  }
  for (const line of lines.filter((one) => one.decision === "edit")) {
    const base = overlay[line.field] ?? baseValue(i, line.field);
    if (same(base, line.was)) overlay[line.field] = line.now;
    else if (!same(base, line.now)) { isStale = true; continue; }
    kinds.add("edited");
  }
  store.overlay.set(i, overlay);
  for (const line of lines.filter((one) => one.decision !== "edit")) {
    const isWhole = line.decision === "accept" && !line.field;
    if (isWhole && !same(line.was, summary(i)) && !same(line.was, summary(i, baseValue))) isStale = true;
    else kinds.add(STATUS_OF[line.decision]);
  }
  if (isStale && !kinds.has("accepted")) kinds.add("stale");
  const found = REVIEWS.filter((status) => kinds.has(status)).pop();
  store.review[i] = found || (undone.length ? "unreviewed" : store.events.review_status[i]);
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function withdraw(line) {
  const pending = store.pending.indexOf(line);
  if (pending >= 0) store.pending.splice(pending, 1);
  const saved = store.saved.indexOf(line);
  if (saved >= 0) store.withdrawn.push(...store.saved.splice(saved, 1));
  const i = indexOfLine(line);
  if (i === undefined) return;
  store.linesOf.set(i, store.linesOf.get(i).filter((one) => one !== line));
}

function record(i, decision, cells = {}) {
  const line = {
    event_id: store.events.event_id[i], locator: store.events.locator[i], field: "", was: "", now: "", decision,
    reason: "", editor: byId("editor").value.trim(), date: today(), ...cells,
  };
  store.pending.push(line);
  attach(line);
  changed(i);
}

function changed(i) {
  if (i !== undefined) recompute(i);
  keep();
  document.dispatchEvent(new CustomEvent("decided", { detail: i }));
}

const linesOn = (i) => (store.linesOf.get(i) || []).slice();

// What a rejection rests on: the trigger, or the whole row where several events share that trigger.
function quoted(i) {
  const place = placeOf(store.events.locator[i]);
  const isShared = [i - 1, i + 1].some((other) => placeOf(store.events.locator[other] || "") === place);
  return isShared ? summary(i, baseValue) : store.events.trigger[i];
}

function accept(i) {
  if (store.review[i] === "accepted") return;
  for (const line of linesOn(i)) {
    if (["reject", "merge"].includes(line.decision) || (line.decision === "accept" && !line.field)) withdraw(line);
  }
  recompute(i);
  record(i, "accept", { was: summary(i) });
}

function reject(i) {
  if (store.review[i] === "rejected") return;
  linesOn(i).filter((line) => line.decision !== "add").forEach(withdraw);
  recompute(i);
  record(i, "reject", { was: quoted(i) });
}

function edit(i, field, now, reason) {
  let was = baseValue(i, field);
  for (const line of linesOn(i)) {
    const isSameField = line.field === field && ["edit", "split"].includes(line.decision);
    if (line.decision === "edit" && isSameField && same(was, line.now)) was = line.was; // already in the tables
    const isWhole = line.decision === "accept" && !line.field;
    if (isSameField || isWhole || ["reject", "merge"].includes(line.decision)) withdraw(line);
  }
  const undone = store.withdrawn.find((line) => indexOfLine(line) === i && line.decision === "edit" && line.field === field);
  if (undone && same(baseValue(i, field), undone.now)) was = undone.was;
  recompute(i);
  if (same(was, now)) changed(i);
  else record(i, "edit", { field, was, now, reason });
}

function merge(i, other, reason) {
  linesOn(i).forEach(withdraw);
  recompute(i);
  record(i, "merge", { was: quoted(i), now: store.events.locator[other], reason });
}

function split(i, field, values, reason) {
  for (const line of linesOn(i)) if (line.field === field || line.decision !== "edit") withdraw(line);
  recompute(i);
  record(i, "split", { field, was: baseValue(i, field), now: values.join(PART_SEPARATOR), reason });
}

function undo(i) {
  linesOn(i).forEach(withdraw);
  changed(i);
}

// Kept in the browser until a page built from the saved file shows that nothing is missing.
const KEY = `bluebook-review:${document.documentElement.dataset.save ? "served" : location.pathname}`;
function readKept() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
    return { pending: kept.pending || [], withdrawn: kept.withdrawn || [] };
  } catch { return { pending: [], withdrawn: [] }; }
}
function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ pending: store.pending, withdrawn: store.withdrawn }));
  } catch { /* a browser that forbids storage still saves to the file */ }
}

// The same guards against spreadsheets as in pipeline/cells.py.
const FORMULA = /^(?:[\t\r]|[=@](?=\s*\S)|[+-](?=\s*\S)(?!\d+(?:\.\d+)?$))/;
const REWRITTEN = /^(?:[+-]?\d[\d.,/:\- ]*|\d+(?:\.\d*)?e[+-]?\d+|true|false)$/i;
function guard(cell) {
  const bare = cell.replace(/^'+/, "");
  return FORMULA.test(bare) || REWRITTEN.test(bare) ? `'${cell}` : cell;
}
function toCsv(lines) {
  const quote = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const extra = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter((name) => !store.columns.includes(name));
  const names = [...store.columns, ...extra];
  const rows = lines.map((line) => names.map((name) => quote(guard(line[name] ?? ""))).join(","));
  return `${[names.map(quote).join(","), ...rows].join("\n")}\n`;
}

// Dialogs, keys, saving, and the start of it all.

const EDTF = /^(?:$|(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-2[1-4])?|\d{3}X|\d{2}XX)[?~%]?(?:\/(?:\d{4}(?:-\d\d){0,2}[?~%]?|\.\.))?|\.\.\/\d{4}(?:-\d\d){0,2})$/;
const dialog = { kind: "", index: -1, span: null };

function openEdit(field = "date_edtf") {
  dialog.index = table.chosen;
  if (dialog.index < 0) return;
  dialog.kind = ["merge", "split"].includes(field) ? field : "edit";
  const names = CARD_FIELDS.map(([name, label]) => new Option(label, name));
  byId("edit-field").replaceChildren(...names);
  byId("edit-field").value = dialog.kind === "edit" ? field : "place";
  byId("edit-field").parentElement.hidden = dialog.kind === "merge";
  byId("edit-title").textContent = { edit: "Change a field", merge: "Merge with another event", split: "Split into several events" }[dialog.kind];
  byId("edit-save").textContent = { edit: "Change", merge: "Merge", split: "Split" }[dialog.kind];
  byId("edit-reason").value = "";
  byId("edit-error").textContent = "";
  drawControl();
  byId("edit").showModal();
  byId("edit-control").firstChild.focus();
  byId("edit-control").firstChild.select?.();
}

function openAdd() {
  dialog.span = selectedSpan();
  if (!dialog.span) return;
  dialog.kind = "add";
  byId("edit-field").parentElement.hidden = true;
  byId("edit-title").textContent = `Add an event at “${dialog.span.text.trim().slice(0, 80)}”`;
  byId("edit-save").textContent = "Add";
  byId("edit-reason").value = "";
  byId("edit-error").textContent = "";
  drawControl();
  byId("edit").showModal();
  byId("edit-control").firstChild.focus();
}

function drawControl() {
  const i = dialog.index;
  const field = dialog.kind === "add" ? "event_type" : byId("edit-field").value;
  const control = byId("edit-control");
  const closed = {
    event_type: Object.keys(store.lists.types), status: store.lists.statuses, date_modifier: store.lists.modifiers,
    date_basis: store.lists.bases, mode: ["", ...(store.lists.types[dialog.kind === "add" ? "OTHER" : value(i, "event_type")] || [])],
  };
  let help = "";
  let input;
  if (dialog.kind === "merge") {
    input = node("select", {}, ...mergeable(i).map((other) => new Option(
      `${value(other, "event_type")} ${value(other, "date_edtf") || "undated"} – ${value(other, "actors")} – “${store.events.trigger[other]}”`, String(other))));
    help = "The event that stays. The chosen row goes, and its places in the text count for the other.";
  } else if (dialog.kind === "split") {
    input = node("textarea", { rows: 3, value: value(i, field).split("; ").join("\n") });
    help = "One line per event: what this field says in each.";
  } else if (closed[field]) {
    input = node("select", {}, ...closed[field].map((name) => new Option(name || "(none)", name)));
    input.value = dialog.kind === "add" ? "MEETING" : value(i, field);
  } else {
    input = node("input", { value: value(i, field), spellcheck: false });
    help = PARTIES.includes(field) ? "Name [ISO3], several with “; ” between them. Organisations without a code."
      : "2009, 2009-11, 2009-11-13, 2010-21 (spring), 199X, 2009-04/2009-05, 1991-12~; empty when the text gives none.";
  }
  input.id = "edit-value";
  input.setAttribute("aria-labelledby", "edit-label");
  control.replaceChildren(input);
  byId("edit-help").textContent = help;
}

function mergeable(i) {
  const e = store.events;
  const isNear = (other) => other !== i && (e.source[other] === e.source[i]
    || (value(other, "event_type") === value(i, "event_type") && value(other, "date_edtf") === value(i, "date_edtf")));
  const found = [];
  for (let other = 0; other < store.count; other += 1) if (isNear(other) && store.review[other] !== "rejected") found.push(other);
  const distance = (other) => (value(other, "event_type") === value(i, "event_type") ? 0 : 1e9)
    + (e.source[other] === e.source[i] ? Math.abs(e.trigger_start[other] - e.trigger_start[i]) : 1e8);
  return found.sort((a, b) => distance(a) - distance(b)).slice(0, 200);
}

function problem(field, text) {
  if (field === "date_edtf" && !EDTF.test(text)) return `“${text}” is not an EDTF date such as 2009, 2009-11 or 2009-04/2009-05.`;
  if (PARTIES.includes(field)) {
    const bad = text.split(";").map((part) => part.trim()).find((part) => /[[\]]/.test(part) && !/^.*\S\s*\[[A-Z]{3}\]$/s.test(part));
    if (bad) return `A party is written “Name [ISO3]” or “Name”, not “${bad}”.`;
  }
  return "";
}

function saveEdit(event) {
  const field = byId("edit-field").value;
  const text = byId("edit-value").value.trim();
  const reason = byId("edit-reason").value.trim();
  const values = dialog.kind === "split" ? text.split("\n").map((line) => line.trim()).filter(Boolean) : [text];
  const error = dialog.kind === "split" && values.length < 2 ? "A split needs at least two lines."
    : dialog.kind === "merge" && !text ? "There is no event to merge with."
    : ["edit", "split"].includes(dialog.kind) ? values.map((one) => problem(field, one)).find(Boolean) : "";
  if (error) {
    event.preventDefault();
    byId("edit-error").textContent = error;
    return;
  }
  if (dialog.kind === "edit") edit(dialog.index, field, text, reason);
  if (dialog.kind === "merge") merge(dialog.index, Number(text), reason);
  if (dialog.kind === "split") split(dialog.index, field, values, reason);
  if (dialog.kind === "add") addEvent(dialog.span, text, reason);
}

function addEvent(span, type, reason) {
  const [low, high] = sentenceAround(span);
  const source = store.documents[span.source][0];
  const quote = view.chapter.slice(Math.max(0, span.start - 24), span.end + 24).split(/\s+/).filter(Boolean).join(" ");
  const locator = `${source}:${span.start}-${span.end}:${type} ${quote}`;
  const row = {
    event_id: "", locator, source: span.source, event_type: type, status: "occurred", date_basis: "none", trigger: span.text,
    evidence: view.chapter.slice(low, high), source_start: low, source_end: high, trigger_start: span.start,
    trigger_end: span.end, confidence: "1.0", review_status: "added",
  };
  const i = store.count;
  for (const [name, column] of Object.entries(store.events)) column.push(row[name] ?? "");
  store.count += 1;
  store.indexOf.set(placeOf(locator), i);
  store.review.push("added");
  prepareRow(i);
  record(i, "add", { was: span.text, now: `${low}-${high}`, reason });
  runFilters();
  choose(i);
}

// The sentence around the selected words: from the last full stop before them to the next one, in their paragraph.
function sentenceAround(span) {
  const [low, high] = [Number(span.paragraph.dataset.start), Number(span.paragraph.dataset.end)];
  const before = Array.from(view.chapter.slice(low, span.start));
  const after = Array.from(view.chapter.slice(span.end, high));
  const isEnd = (text, at) => ".!?".includes(text[at]) && /\s/.test(text[at + 1] || " ") && !/[A-Z]/.test(text[at - 1] || "");
  let start = before.length - 1;
  while (start >= 0 && !isEnd(before, start)) start -= 1;
  start += 1;
  while (/\s/.test(before[start] || "")) start += 1;
  let end = 0;
  while (end < after.length && !isEnd(after, end)) end += 1;
  return [low + start, Math.min(high, span.end + end + 1)];
}

const saveAddress = document.documentElement.dataset.save;
const saving = { isRunning: false, again: false };

function showSaved(text = "") {
  const count = store.pending.length + store.withdrawn.length;
  byId("save").disabled = count === 0 && !saveAddress;
  byId("saved").textContent = text || (count ? `${count} not saved yet` : "");
}

async function save() {
  if (!saveAddress) { download(); return; }
  if (saving.isRunning) { saving.again = true; return; }
  saving.isRunning = true;
  const [add, withdrawn] = [store.pending.slice(), store.withdrawn.slice()];
  try {
    const answer = await fetch(saveAddress, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ add, withdraw: withdrawn }),
    });
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.error || answer.statusText);
    const kept = add.filter((line) => store.pending.includes(line));
    const undone = add.filter((line) => !kept.includes(line)); // taken back while they were on their way
    store.saved.push(...kept);
    store.pending = store.pending.filter((line) => !kept.includes(line));
    store.withdrawn = [...store.withdrawn.filter((line) => !withdrawn.includes(line)), ...undone];
    saving.again ||= undone.length > 0;
    keep();
    showSaved(`saved to ${result.file}`);
  } catch (error) {
    showSaved(`not saved, kept in this browser: ${error.message}`);
  }
  saving.isRunning = false;
  drawDecisions();
  if (saving.again) { saving.again = false; save(); }
}

function download() {
  const link = node("a", { download: "corrections.csv" });
  const lines = [...store.saved, ...store.pending];
  link.href = URL.createObjectURL(new Blob([toCsv(lines)], { type: "text/csv" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  showSaved(`${lines.length} decisions in corrections.csv: put it into corpus/`);
}

const KEYS = {
  j: () => move(1), k: () => move(-1), a: () => accept(table.chosen), r: () => reject(table.chosen), e: () => openEdit(),
  u: () => undo(table.chosen), m: () => openEdit("merge"), s: () => openEdit("split"),
};
const GRID_KEYS = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(15), PageUp: () => move(-15),
  Home: () => choose(table.order[0]), End: () => choose(table.order.at(-1)), Enter: () => openEdit(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") byId("grid").focus();
    return;
  }
  if (event.key === "/") { byId("f-text").focus(); event.preventDefault(); return; }
  if (event.key === "?") { byId("help").showModal(); event.preventDefault(); return; }
  const run = KEYS[event.key] || (event.target.id === "grid" && GRID_KEYS[event.key]);
  if (!run || (table.chosen < 0 && !["j", "k"].includes(event.key) && !GRID_KEYS[event.key])) return;
  run();
  event.preventDefault();
}

function listen() {
  let frame = 0; // keys that come faster than frames are filtered once
  byId("filters").addEventListener("input", () => { cancelAnimationFrame(frame); frame = requestAnimationFrame(runFilters); });
  byId("filters").addEventListener("reset", () => setTimeout(runFilters));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("grid").addEventListener("scroll", () => drawRows());
  new ResizeObserver(() => drawRows()).observe(byId("grid"));
  byId("edit-field").addEventListener("change", drawControl);
  byId("edit").querySelector("form").addEventListener("submit", saveEdit);
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  byId("help-open").addEventListener("click", () => byId("help").showModal());
  byId("add-open").addEventListener("click", openAdd);
  byId("save").addEventListener("click", save);
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
  });
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    tab.addEventListener("click", () => showTab(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: "nextElementSibling", ArrowLeft: "previousElementSibling" }[event.key];
      if (step && tab[step]) { showTab(tab[step].id.slice(4)); tab[step].focus(); }
    });
  }
  document.addEventListener("keydown", pressed);
  document.addEventListener("chosen", showEvidence);
  document.addEventListener("filtered", () => { drawTimeline(); drawMatrix(); drawIssues(); });
  document.addEventListener("decided", ({ detail: i }) => {
    if (i !== undefined) { prepareRow(i); redrawRow(i); if (i === table.chosen) drawCard(); }
    showCount();
    drawDecisions();
    showSaved();
    if (saveAddress) save();
  });
  document.addEventListener("selectionchange", () => { byId("add-bar").hidden = !selectedSpan()?.text.trim(); });
  addEventListener("beforeunload", (event) => { if (saveAddress && store.pending.length) event.preventDefault(); });
}

async function start() {
  loadStore(await inflate(byId("data")));
  byId("help-save").textContent = saveAddress
    ? "Each decision is written to corpus/corrections.csv at once."
    : "Decisions stay in this browser until you save them: “Save decisions” gives you corrections.csv with all of them; put it into the corpus folder.";
  byId("editor").value = localStorage.getItem("bluebook-editor") || "";
  byId("editor").addEventListener("change", () => localStorage.setItem("bluebook-editor", byId("editor").value));
  prepareRows();
  fillFilters();
  drawHead();
  drawLegend();
  listen();
  runFilters();
  drawIssues();
  drawDecisions();
  showSaved();
  if (saveAddress && (store.pending.length || store.withdrawn.length)) save();
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => { byId("count").textContent = `The tables could not be read: ${error.message}`; });

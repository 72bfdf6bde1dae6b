// The chosen event beside its chapter: fields, the sentence in view, and what was recognized in it.

const CARD_FIELDS = [
  ["event_type", "Type"], ["mode", "Mode"], ["date_edtf", "Date"], ["status", "Status"], ["date_modifier", "Date part"],
  ["date_basis", "Date basis"], ["actors", "Actors"], ["counterparts", "Counterparts"], ["host", "Host"], ["place", "Place"],
];
const LEGEND = [
  ["actor", "actor", "solid line"], ["counterpart", "counterpart", "double line"], ["host", "host", "dashed line"],
  ["place", "place", "wavy line"], ["date", "date", "dotted line"], ["repair", "repaired", "dashed box"],
  ["other", "other name", "thin dotted line"],
];
const PARTIES = ["actors", "counterparts", "host", "place"];
const chapters = new Map();
const view = { source: -1, chapter: null };

function readChapter(source) {
  if (!chapters.has(source)) {
    const element = byId(`chapter-${source}`);
    chapters.set(source, element ? inflate(element).then(sliceable) : Promise.resolve(null));
  }
  return chapters.get(source);
}

// Offsets count code points; a text with characters beyond the first plane is sliced as a list of them.
function sliceable(chapter) {
  const points = /[\ud800-\udfff]/.test(chapter.text) ? Array.from(chapter.text) : null;
  chapter.length = points ? points.length : chapter.text.length;
  chapter.slice = (start, end) => (points ? points.slice(start, end).join("") : chapter.text.slice(start, end));
  return chapter;
}

function drawLegend() {
  byId("legend").replaceChildren(...LEGEND.map(([role, name, shape]) => {
    const item = node("span", {}, node("span", { className: `mark on m-${role}`, textContent: name }));
    item.setAttribute("role", "listitem");
    item.title = `${name}: ${shape}`;
    return item;
  }));
}

function drawCard() {
  const i = table.chosen;
  if (i < 0) return;
  const review = store.review[i];
  const list = node("dl");
  for (const [field, label] of CARD_FIELDS) {
    const now = value(i, field);
    const before = baseValue(i, field);
    const button = node("button", { type: "button", title: `Change ${label.toLowerCase()}` });
    button.setAttribute("aria-label", `${label}: ${now || "empty"}. Change`);
    button.append(now || "–");
    if (now !== before) { button.className = "changed"; button.append(node("span", { className: "was", textContent: before || "–" })); }
    button.addEventListener("click", () => openEdit(field));
    list.append(node("dt", { textContent: label }), node("dd", { className: field === "actors" || field === "counterparts" ? "long" : "" }, button));
  }
  const [source, title] = store.documents[store.events.source[i]];
  const act = (label, key, run, isOn = false) => {
    const button = node("button", { type: "button" }, `${label} `, node("kbd", { textContent: key }));
    button.setAttribute("aria-keyshortcuts", key);
    if (isOn) button.className = "primary";
    button.addEventListener("click", run);
    return button;
  };
  const actions = node("div", { className: "actions" },
    act("Accept", "a", () => accept(i)), act("Reject", "r", () => reject(i)), act("Edit", "e", () => openEdit()),
    act("Merge", "m", () => openEdit("merge")), act("Split", "s", () => openEdit("split")), act("Undo", "u", () => undo(i)));
  const notes = [title, `confidence ${store.events.confidence[i] || "–"}`, store.events.event_id[i] || source];
  byId("card").replaceChildren(
    node("div", { className: "title" }, node("h2", { textContent: `${SIGNS[review]} ${review}` }),
      node("span", { className: "quiet", textContent: `“${store.events.trigger[i]}”` })),
    list, actions, node("p", { className: "quiet", textContent: notes.join(" · ") }), ...drawTellings(i));
}

function drawTellings(i) {
  const places = store.tellings[i] || [];
  if (places.length < 2) return [];
  const buttons = places.map(([source, start, end], at) => {
    const button = node("button", { type: "button", textContent: `${at + 1} · ${store.documents[source][0]}` });
    button.addEventListener("click", () => showPlace(source, start, end));
    return button;
  });
  return [node("p", { className: "actions" }, "Told at: ", ...buttons)];
}

async function showEvidence() {
  const i = table.chosen;
  if (i < 0) return;
  drawCard();
  byId("legend").hidden = false;
  const e = store.events;
  await showPlace(e.source[i], e.source_start[i], e.source_end[i], i);
}

async function showPlace(source, start, end, i = -1) {
  const box = byId("chapter");
  const chapter = await readChapter(source);
  if (i >= 0 && i !== table.chosen) return; // another event was chosen meanwhile
  view.source = source;
  view.chapter = chapter;
  if (!chapter) {
    box.replaceChildren(node("p", { className: "empty", textContent: "The source text of this chapter was not at hand when the page was made." }));
    return;
  }
  byId("legend").hidden = false;
  box.setAttribute("aria-label", `Text of ${store.documents[source][0]}`);
  box.replaceChildren(...drawChapter(chapter, start, end, i));
  const sentence = box.querySelector(".sentence");
  if (sentence) box.scrollTop += sentence.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}

function drawChapter(chapter, start, end, i) {
  const marks = chapter.marks.map(([low, high, role, note]) => ({ low, high, role, note, isOn: false }));
  for (const [low, high, role, name] of (i >= 0 && chapter.participants[store.events.event_id[i]]) || []) {
    // A party that the sentence does not name points to all of it; a mark there would hide the others.
    if (low > start || high < end) marks.push({ low, high, role, note: `${role}: ${name}`, isOn: true });
  }
  for (const mark of marks) {
    const isDate = i >= 0 && mark.role === "date" && mark.note === `date: ${value(i, "date_edtf")}`;
    if (mark.low >= start && mark.high <= end && (isDate || mark.role === "repair")) mark.isOn = true;
  }
  const sentence = { low: start, high: Math.max(end, start + 1) };
  const trigger = i >= 0 ? { low: store.events.trigger_start[i], high: store.events.trigger_end[i] } : { low: -1, high: -1 };
  const paragraphs = [];
  let position = 0;
  const write = (low, high, kind) => {
    const text = chapter.slice(low, high);
    const [first, last] = [low + blanks(text, /^\s*/), high - blanks(text, /\s*$/)];
    if (first < last) paragraphs.push(drawParagraph(chapter, first, last, kind, marks, sentence, trigger));
  };
  for (const [low, high, kind] of chapter.segments) {
    if (high <= position) continue;
    write(position, low, "rest");
    write(Math.max(low, position), high, kind);
    position = high;
  }
  write(position, chapter.length, "rest");
  return paragraphs;
}

const blanks = (text, pattern) => pattern.exec(text)[0].length;

function drawParagraph(chapter, low, high, kind, marks, sentence, trigger) {
  const mine = marks.filter((mark) => mark.low < high && mark.high > low);
  const cuts = new Set([low, high]);
  for (const span of [...mine, sentence, trigger]) {
    for (const cut of [span.low, span.high]) if (cut > low && cut < high) cuts.add(cut);
  }
  const points = [...cuts].sort((a, b) => a - b);
  const paragraph = node("p", { className: kind });
  Object.assign(paragraph.dataset, { start: low, end: high });
  for (let at = 0; at + 1 < points.length; at += 1) {
    const [from, to] = [points[at], points[at + 1]];
    const covers = (span) => span.low <= from && span.high >= to;
    const active = mine.filter(covers).sort((a, b) => Number(b.isOn) - Number(a.isOn) || (a.high - a.low) - (b.high - b.low));
    const repair = active.find((mark) => mark.role === "repair");
    const role = active.find((mark) => mark.role !== "repair");
    let piece = node("span", { textContent: chapter.slice(from, to) });
    if (covers(sentence)) piece.classList.add("sentence");
    if (covers(trigger)) piece.classList.add("trigger");
    if (role) {
      piece.classList.add("mark", `m-${role.role}`);
      piece.classList.toggle("on", role.isOn);
      piece.title = role.note;
    }
    if (repair) {
      const inner = node("span", { textContent: piece.textContent, className: "mark m-repair", title: repair.note });
      inner.classList.toggle("on", repair.isOn);
      piece.replaceChildren(inner);
    }
    paragraph.append(piece);
    for (const mark of active) if (mark.isOn && mark.high === to) paragraph.append(tag(mark));
  }
  return paragraph;
}

function tag(mark) {
  const label = mark.role === "repair" ? mark.note : mark.role;
  const element = node("span", { className: `tag m-${mark.role}`, textContent: label });
  element.dataset.tag = "";
  return element;
}

// The raw offsets of the words selected in the chapter, or nothing.
function selectedSpan() {
  const selection = document.getSelection();
  const box = byId("chapter");
  if (!view.chapter || selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return null;
  const words = selection.getRangeAt(0).cloneContents();
  for (const label of words.querySelectorAll("[data-tag]")) label.remove();
  const range = document.createRange();
  const paragraph = selection.getRangeAt(0).startContainer.parentElement.closest("p");
  if (!paragraph) return null;
  range.setStart(paragraph, 0);
  range.setEnd(selection.getRangeAt(0).startContainer, selection.getRangeAt(0).startOffset);
  const before = range.cloneContents();
  for (const label of before.querySelectorAll("[data-tag]")) label.remove();
  const low = Number(paragraph.dataset.start) + Array.from(before.textContent).length;
  const text = words.textContent;
  return { source: view.source, start: low, end: low + Array.from(text).length, text, paragraph };
}

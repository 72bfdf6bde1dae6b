// The table of events: filters with their counts, sorting, and only the rows in view on the page.

const ROW = 34;
const COLUMNS = [
  ["review", "Review"], ["date_edtf", "Date"], ["event_type", "Type"], ["actors", "Actors"],
  ["counterparts", "Counterparts"], ["place", "Place"], ["status", "Status"], ["confidence", "Conf."],
];
const table = {
  order: [], filter: {}, sort: { name: "", down: false }, chosen: -1, haystack: [], states: [], parties: [], facets: {},
  rows: new Map(),
};

function prepareRows() {
  for (let i = 0; i < store.count; i += 1) prepareRow(i);
}

function prepareRow(i) {
  const { evidence, trigger, event_id: ids, mode } = store.events;
  const parties = `${value(i, "actors")}; ${value(i, "counterparts")}; ${value(i, "host")}`;
  const codes = `${parties}; ${value(i, "place")}`.match(/\[[A-Z]{3}\]/g) || [];
  table.states[i] = [...new Set(codes.map((code) => code.slice(1, 4)))];
  table.parties[i] = parties.toLowerCase();
  table.haystack[i] =
    `${evidence[i]} ${trigger[i]} ${parties} ${value(i, "place")} ${value(i, "date_edtf")} ${mode[i]} ${ids[i]}`.toLowerCase();
}

// One test per filter; a row that fails only one test still counts towards that filter's own choices.
const TESTS = {
  text: (i, words) => words.every((word) => table.haystack[i].includes(word)),
  type: (i, wanted) => value(i, "event_type") === wanted,
  state: (i, wanted) => table.states[i].includes(wanted),
  person: (i, wanted) => table.parties[i].includes(wanted),
  status: (i, wanted) => value(i, "status") === wanted,
  review: (i, wanted) => store.review[i] === wanted,
  chapter: (i, wanted) => store.documents[store.events.source[i]][0] === wanted,
  time: (i, [low, high]) => {
    const earliest = store.events.date_earliest[i];
    const latest = store.events.date_latest[i];
    if (!earliest && !latest) return false;
    return (!latest || latest >= low) && (!earliest || earliest <= high);
  },
  confidence: (i, wanted) => Number(store.events.confidence[i]) >= wanted,
};
const CHOICES = {
  type: (i) => [value(i, "event_type")], state: (i) => table.states[i], status: (i) => [value(i, "status")],
  review: (i) => [store.review[i]], chapter: (i) => [store.documents[store.events.source[i]][0]],
};

function readFilters() {
  const read = (name) => document.querySelector(`[data-filter="${name}"]`).value.trim();
  const filter = {};
  for (const name of ["type", "state", "status", "review", "chapter"]) if (read(name)) filter[name] = read(name);
  if (read("text")) filter.text = read("text").toLowerCase().split(/\s+/);
  if (read("person")) filter.person = read("person").toLowerCase();
  if (Number(read("confidence"))) filter.confidence = Number(read("confidence"));
  const isDate = (text) => /^\d{4}(-\d\d){0,2}$/.test(text);
  const from = isDate(read("from")) ? read("from") : "";
  const to = isDate(read("to")) ? read("to") : "";
  if (from || to) filter.time = [from || "0000", to ? `${to}~` : "9999"]; // "~" sorts behind any later digit or hyphen
  table.filter = filter;
}

function runFilters() {
  readFilters();
  const tests = Object.entries(table.filter).map(([name, wanted]) => [name, TESTS[name], wanted]);
  const passing = [];
  const facets = { type: new Map(), state: new Map(), status: new Map(), review: new Map(), chapter: new Map() };
  const bars = [];
  const cells = [];
  for (let i = 0; i < store.count; i += 1) {
    let failed = "";
    let failures = 0;
    for (const [name, test, wanted] of tests) {
      if (test(i, wanted)) continue;
      failures += 1;
      failed = name;
      if (failures > 1) break;
    }
    if (failures === 0) passing.push(i);
    if (failures > 1) continue;
    for (const name of failures ? [failed] : Object.keys(facets)) {
      if (!facets[name]) continue;
      for (const choice of CHOICES[name](i)) facets[name].set(choice, (facets[name].get(choice) || 0) + 1);
    }
    if (!failures || failed === "time") bars.push(i);
    if (!failures || failed === "type" || failed === "state") cells.push(i);
  }
  table.facets = facets;
  table.bars = bars;
  table.cells = cells;
  sortRows(passing);
  table.order = passing;
  table.rank = new Map(passing.map((i, at) => [i, at]));
  showChoices();
  showCount();
  byId("grid").setAttribute("aria-rowcount", String(passing.length + 1));
  byId("grid-empty").hidden = passing.length > 0;
  byId("grid-space").style.height = `${passing.length * ROW}px`;
  drawRows(true);
  document.dispatchEvent(new CustomEvent("filtered"));
}

function sortRows(rows) {
  const { name, down } = table.sort;
  if (!name) return;
  const read = name === "review" ? (i) => String(REVIEWS.indexOf(store.review[i]))
    : name === "date_edtf" ? (i) => store.events.date_earliest[i] || "~"
    : (i) => value(i, name) || "~";
  const keys = new Map(rows.map((i) => [i, read(i)]));
  const sign = down ? -1 : 1;
  rows.sort((a, b) => (keys.get(a) < keys.get(b) ? -sign : keys.get(a) > keys.get(b) ? sign : a - b));
}

function showChoices() {
  for (const [name, counts] of Object.entries(table.facets)) {
    const select = document.querySelector(`select[data-filter="${name}"]`);
    for (const option of select.options) {
      if (!option.value) continue;
      const count = counts.get(option.value) || 0;
      if (option.dataset.count === String(count) && !option.selected) continue;
      option.dataset.count = count;
      option.textContent = `${option.dataset.label} (${count.toLocaleString("en")})`;
      option.hidden = count === 0 && !option.selected;
    }
  }
}

function showCount() {
  const number = (count) => count.toLocaleString("en");
  byId("count").textContent = table.order.length === store.count
    ? `${number(store.count)} events` : `${number(table.order.length)} of ${number(store.count)} events`;
  const decided = store.review.filter((status) => status !== "unreviewed" && status !== "stale").length;
  byId("decided").textContent = `${number(decided)} decided`;
}

function fillFilters() {
  const labels = {
    type: Object.keys(store.lists.types).map((name) => [name, name]),
    status: store.lists.statuses.map((name) => [name, name]),
    review: REVIEWS.map((name) => [name, `${SIGNS[name]} ${name}`]),
    chapter: store.documents.map(([id, title]) => [id, `${id} – ${title}`]),
    state: [...new Set(table.states.flat())].map((code) => [code, `${store.names[code] || code} [${code}]`]),
  };
  labels.state.sort((a, b) => (a[1] < b[1] ? -1 : 1));
  for (const [name, options] of Object.entries(labels)) {
    const select = document.querySelector(`select[data-filter="${name}"]`);
    select.add(new Option("all", ""));
    for (const [choice, label] of options) {
      const option = new Option(label, choice);
      option.dataset.label = label;
      select.add(option);
    }
  }
  const people = new Set();
  for (let i = 0; i < store.count; i += 1) {
    for (const party of `${baseValue(i, "actors")}; ${baseValue(i, "counterparts")}`.split("; ")) people.add(party);
  }
  people.delete("");
  byId("people").append(...[...people].sort().slice(0, 2000).map((name) => new Option(name.replace(/ \[[A-Z]{3}\]$/, ""))));
}

function drawHead() {
  byId("grid-head").replaceChildren(...COLUMNS.map(([name, label], at) => {
    const head = document.createElement("div");
    head.setAttribute("role", "columnheader");
    head.setAttribute("aria-colindex", String(at + 1));
    const isSorted = table.sort.name === name;
    head.setAttribute("aria-sort", !isSorted ? "none" : table.sort.down ? "descending" : "ascending");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      const next = !isSorted ? { name, down: false } : table.sort.down ? { name: "", down: false } : { name, down: true };
      table.sort = next;
      drawHead();
      runFilters();
      byId("grid-head").children[at].firstChild.focus();
    });
    head.append(button);
    return head;
  }));
}

function drawRows(isFresh = false) {
  const grid = byId("grid");
  const space = byId("grid-space");
  if (isFresh) { space.replaceChildren(); table.rows.clear(); }
  const first = Math.max(0, Math.floor(grid.scrollTop / ROW) - 8);
  const last = Math.min(table.order.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + 8);
  for (const [at, row] of table.rows) {
    if (at < first || at >= last) { row.remove(); table.rows.delete(at); }
  }
  for (let at = first; at < last; at += 1) {
    if (table.rows.has(at)) continue;
    const row = drawRow(at);
    table.rows.set(at, row);
    const next = table.rows.get(at + 1);
    if (next) space.insertBefore(row, next);
    else space.append(row);
  }
}

function drawRow(at) {
  const i = table.order[at];
  const row = document.createElement("div");
  row.className = "row";
  row.id = `row-${i}`;
  row.style.top = `${at * ROW}px`;
  row.dataset.review = store.review[i];
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", String(at + 2));
  row.setAttribute("aria-selected", String(i === table.chosen));
  for (const [column, [name]] of COLUMNS.entries()) {
    const cell = document.createElement("div");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", String(column + 1));
    cell.dataset.cell = { event_type: "type", date_edtf: "date" }[name] || name;
    if (name === "review") cell.textContent = `${SIGNS[store.review[i]]} ${store.review[i]}`;
    else cell.textContent = name === "confidence" ? store.events.confidence[i] : value(i, name);
    if (name === "event_type") cell.className = "type";
    if (store.overlay.get(i)?.[name] !== undefined) cell.classList.add("changed");
    if (["actors", "counterparts", "place"].includes(name)) cell.title = cell.textContent;
    row.append(cell);
  }
  row.addEventListener("mousedown", () => choose(i));
  return row;
}

function redrawRow(i) {
  const at = table.rank.get(i);
  const old = table.rows.get(at);
  if (!old) return;
  const row = drawRow(at);
  old.replaceWith(row);
  table.rows.set(at, row);
}

function choose(i) {
  if (i === undefined) return;
  const before = table.chosen;
  table.chosen = i;
  redrawRow(before);
  const at = table.rank.get(i);
  if (at !== undefined) {
    const grid = byId("grid"); // its first ROW pixels are the heads, which stay in place
    if (at * ROW < grid.scrollTop) grid.scrollTop = at * ROW;
    if ((at + 2) * ROW > grid.scrollTop + grid.clientHeight) grid.scrollTop = (at + 2) * ROW - grid.clientHeight;
    drawRows();
    redrawRow(i);
    byId("grid").setAttribute("aria-activedescendant", `row-${i}`);
  }
  document.dispatchEvent(new CustomEvent("chosen"));
}

function move(step) {
  if (!table.order.length) return;
  const at = table.rank.get(table.chosen);
  const next = at === undefined ? 0 : Math.min(table.order.length - 1, Math.max(0, at + step));
  choose(table.order[next]);
}

function setFilters(values) {
  for (const [name, wanted] of Object.entries(values)) document.querySelector(`[data-filter="${name}"]`).value = wanted;
  runFilters();
}

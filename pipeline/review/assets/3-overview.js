// The timeline, the matrix of states by type, and the lists of issues and decisions.

const node = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

function drawTimeline() {
  const [low, high] = table.filter.time || ["", ""];
  const year = low.slice(0, 4) === high.slice(0, 4) && low.length >= 4 ? low.slice(0, 4) : "";
  const counts = new Map();
  const size = year ? 7 : 4;
  const first = new Map();
  for (const i of table.bars) {
    const day = store.events.date_earliest[i] || store.events.date_latest[i];
    if (!day) continue;
    if (year && day.slice(0, 4) !== year) continue;
    const unit = year && store.events.date_precision[i] === "year" ? `${year}-??` : day.slice(0, size);
    counts.set(unit, (counts.get(unit) || 0) + 1);
    first.set(unit, i);
  }
  const units = year ? Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, "0")}`)
    : yearsBetween([...counts.keys()]);
  const most = Math.max(1, ...counts.values());
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const wanted = document.querySelector('[data-filter="from"]').value;
  const bars = units.map((unit) => {
    const count = counts.get(unit) || 0;
    const isOn = wanted === unit || (low && unit >= low.slice(0, size) && `${unit}` <= high.replace("~", "").slice(0, size));
    const bar = node("button", { type: "button", title: `${unit}: ${count} events` });
    bar.setAttribute("aria-label", `${unit}: ${count} events`);
    bar.setAttribute("aria-pressed", String(Boolean(isOn)));
    const column = node("span", { className: "column" });
    column.style.height = `${Math.round((count / most) * 44)}px`;
    const label = year ? months[Number(unit.slice(5)) - 1] : units.length > 30 ? `’${unit.slice(2)}` : unit;
    bar.append(column, node("span", { className: "tick", textContent: label }));
    bar.addEventListener("click", () => {
      const isSame = wanted === unit;
      const back = isSame && year && unit.length > 4 ? year : isSame ? "" : unit;
      setFilters({ from: back, to: back });
      byId("timeline").querySelector(`[aria-label^="${unit}"]`)?.focus();
    });
    return bar;
  });
  if (year) {
    const back = node("button", { type: "button", className: "all" }, node("span", { className: "tick", textContent: "all years" }));
    back.addEventListener("click", () => setFilters({ from: "", to: "" }));
    bars.unshift(back);
  }
  byId("timeline").replaceChildren(...bars);
}

function yearsBetween(found) {
  const years = found.map(Number).filter((year) => year > 0);
  if (!years.length) return [];
  const [low, high] = [Math.min(...years), Math.max(...years)];
  if (high - low > 80) return [...new Set(found)].sort().slice(-80);
  return Array.from({ length: high - low + 1 }, (_, step) => String(low + step).padStart(4, "0"));
}

function drawMatrix() {
  const panel = byId("panel-matrix");
  if (panel.hidden) return;
  const counts = new Map();
  for (const i of table.cells) {
    for (const state of table.states[i]) {
      if (!counts.has(state)) counts.set(state, new Map([["all", 0]]));
      const row = counts.get(state);
      row.set(value(i, "event_type"), (row.get(value(i, "event_type")) || 0) + 1);
      row.set("all", row.get("all") + 1);
    }
  }
  const types = Object.keys(store.lists.types).filter((type) => [...counts.values()].some((row) => row.has(type)));
  const states = [...counts.keys()].sort((a, b) => counts.get(b).get("all") - counts.get(a).get("all") || (a < b ? -1 : 1));
  const most = Math.max(1, ...[...counts.values()].flatMap((row) => types.map((type) => row.get(type) || 0)));
  const head = node("tr", {}, node("th", { scope: "col", textContent: "State" }),
    ...types.map((type) => node("th", { scope: "col", textContent: type.toLowerCase() })));
  const rows = states.map((state) => node("tr", {},
    node("th", { scope: "row", textContent: store.names[state] || state }),
    ...types.map((type) => {
      const count = counts.get(state).get(type) || 0;
      const cell = node("td");
      if (!count) return cell;
      const isOn = table.filter.state === state && table.filter.type === type;
      const button = node("button", { type: "button", textContent: count.toLocaleString("en") });
      button.setAttribute("aria-label", `${store.names[state] || state}, ${type}: ${count} events`);
      button.setAttribute("aria-pressed", String(isOn));
      button.style.background = `rgba(var(--heat), ${(0.06 + 0.24 * Math.sqrt(count / most)).toFixed(2)})`;
      button.addEventListener("click", () => setFilters(isOn ? { state: "", type: "" } : { state, type }));
      cell.append(button);
      return cell;
    })));
  const caption = node("caption", { className: "quiet", textContent: "Events that name a state, by type. Choose a number to filter by it." });
  panel.replaceChildren(node("table", { className: "matrix" }, caption, node("thead", {}, head), node("tbody", {}, ...rows)));
}

function listTable(heads, rows) {
  return node("table", { className: "list" },
    node("thead", {}, node("tr", {}, ...heads.map((head) => node("th", { scope: "col", textContent: head })))),
    node("tbody", {}, ...rows.map((cells) => node("tr", {}, ...cells.map((cell) => {
      const data = node("td");
      data.append(cell);
      return data;
    })))));
}

const SHOWN = 300;
function drawIssues() {
  const panel = byId("panel-issues");
  byId("tab-issues").textContent = `Issues (${store.issues.length.toLocaleString("en")})`;
  if (panel.hidden) return;
  const chapter = table.filter.chapter;
  const words = table.filter.text || [];
  const found = store.issues.filter(([severity, code, source, , , text, message]) =>
    (!chapter || store.documents[source]?.[0] === chapter)
    && words.every((word) => `${severity} ${code} ${text} ${message}`.toLowerCase().includes(word)));
  const rows = found.slice(0, SHOWN).map(([severity, code, source, start, end, text, message]) => {
    const place = node("button", { type: "button", textContent: store.documents[source]?.[0] || "–", disabled: source < 0 });
    place.addEventListener("click", () => showPlace(source, start, end));
    return [severity, code, place, text, message];
  });
  const note = found.length > SHOWN ? `The first ${SHOWN} of ${found.length.toLocaleString("en")}; filter by chapter or search to see others.`
    : `${found.length.toLocaleString("en")} issues: what was not understood or left alone.`;
  panel.replaceChildren(node("p", { className: "quiet", textContent: note }),
    listTable(["Severity", "Code", "Chapter", "Text", "What it means"], rows));
}

function drawDecisions() {
  const panel = byId("panel-decisions");
  const lines = [...store.saved, ...store.pending];
  byId("tab-decisions").textContent = `Decisions (${lines.length.toLocaleString("en")})`;
  if (panel.hidden) return;
  const rows = lines.slice(-SHOWN).reverse().map((line) => {
    const i = indexOfLine(line);
    const where = node("button", { type: "button", textContent: line.event_id || placeOf(line.locator), disabled: i === undefined });
    where.addEventListener("click", () => choose(i));
    const back = node("button", { type: "button", textContent: "take back" });
    back.addEventListener("click", () => { withdraw(line); changed(i); });
    const what = line.field ? `${line.field}: ${line.was || "(empty)"} → ${line.now || "(empty)"}` : line.was;
    return [line.decision, where, what, line.reason, line.editor, line.date, store.pending.includes(line) ? "new" : "in the file", back];
  });
  panel.replaceChildren(node("p", { className: "quiet", textContent: rows.length ? "Newest first." : "No decisions yet." }),
    listTable(["Decision", "Event", "What", "Reason", "By", "Date", "Where", "Undo"], rows));
}

function showTab(name) {
  for (const tab of document.querySelectorAll('[role="tab"]')) {
    const isOn = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isOn));
    tab.tabIndex = isOn ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !isOn;
  }
  if (name === "events") drawRows();
  drawMatrix();
  drawIssues();
  drawDecisions();
}

// What a page does beyond being read. Without this script everything is still there to read.
(() => {
"use strict";

const root = document.documentElement;
const words = said("words");
const narrow = matchMedia("(max-width: 74rem)");
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const FILTERED_ROWS = 7;  // a longer table can be filtered
const SORTED_ROWS = 4;  // a longer table can be sorted

function said(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : {};
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function button(text, act, properties = {}) {
  const made = make("button", { type: "button", textContent: text, ...properties });
  made.addEventListener("click", act);
  return made;
}

// Storage is refused in some private windows; then a choice lasts as long as the page.
function remembered(name) { try { return localStorage.getItem(name); } catch { return null; } }
function remember(name, value) { try { localStorage.setItem(name, value); } catch { /* refused */ } }

// One stop of the tab key for a group; the arrow keys lead on through all of them.
function oneStop(group) {
  group.forEach((one, place) => { one.tabIndex = place ? -1 : 0; });
}
function arrows(event, items) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = step && items[items.indexOf(event.currentTarget) + step];
  if (next) { event.preventDefault(); next.focus(); }
}

// --- light, dark, or as the reader's system -----------------------------------------------------

function appearance() {
  const choice = document.getElementById("theme-switch");
  const show = () => {
    if (choice.value === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice.value;
  };
  const known = remembered("report-theme");
  choice.value = ["light", "dark"].includes(known) ? known : "auto";
  choice.addEventListener("change", () => { show(); remember("report-theme", choice.value); });
  show();
}

function code() {
  const choice = document.getElementById("code-switch");
  if (!choice) return;
  const show = open => {
    document.body.dataset.code = open ? "shown" : "hidden";
    all("details.code").forEach(fold => { fold.open = open; });
    choice.setAttribute("aria-pressed", open);
  };
  show(document.body.dataset.code === "shown");
  choice.addEventListener("click", () => show(document.body.dataset.code !== "shown"));
}

// --- contents: marks the section being read, on a phone one bar that names it -------------------

function contents() {
  const nav = document.querySelector(".contents");
  if (!nav) return;
  const fold = nav.querySelector("details"), here = nav.querySelector(".here");
  const links = all("a", nav);
  const heads = links.map(link => target(link.hash));
  let current = null, waiting = false;

  function mark() {
    waiting = false;
    const line = innerHeight * 0.3;
    let place = -1;
    heads.forEach((head, at) => { if (head && head.getBoundingClientRect().top < line) place = at; });
    if (links[place] === current) return;
    current = links[place];
    all(".open", nav).forEach(item => item.classList.remove("open"));
    links.forEach(link => link.removeAttribute("aria-current"));
    here.textContent = current ? current.textContent : "";
    if (!current) return;
    current.setAttribute("aria-current", "location");
    for (let item = current.closest("li"); item; item = item.parentElement.closest("li")) {
      item.classList.add("open");
    }
    if (!narrow.matches) reach(nav);
  }
  const reach = box => {
    const { top, bottom } = current.getBoundingClientRect();
    if (top < 0 || bottom > box.clientHeight) box.scrollTop += top - box.clientHeight / 2;
  };
  const unfold = () => { fold.open = !narrow.matches; };
  narrow.addEventListener("change", unfold);
  fold.addEventListener("toggle", () => {
    if (narrow.matches && fold.open && current) reach(fold.querySelector("ol"));
  });
  addEventListener("scroll", () => {
    if (!waiting) { waiting = true; requestAnimationFrame(mark); }
  }, { passive: true });
  links.forEach(link => link.addEventListener("click", unfold));
  unfold();
  mark();
}

// --- numbers: a card with the rows, sources, interval and formula behind one --------------------

function numbers() {
  const behind = said("numbers");
  const values = all(".value[data-n]").filter(value => !value.closest("a, summary, button"));
  if (!behind.numbers || !values.length) return;
  const groups = new Map();
  values.forEach(value => groups.set(block(value), [...(groups.get(block(value)) || []), value]));
  groups.forEach(oneStop);
  const card = make("dialog", { className: "card" });
  card.setAttribute("aria-labelledby", "card-title");
  document.body.append(card);
  const hint = matchMedia("(hover: none)").matches ? words.hint_touch : words.hint;
  document.querySelector("header.top").append(make("p", { className: "hint", textContent: hint }));

  function block(value) { return value.closest("table, p, li, dd, figcaption, blockquote") || root; }

  function open(value) {
    fill(card, value.textContent, behind.numbers[value.dataset.n] || {}, behind);
    value.setAttribute("aria-expanded", "true");
    card.onclose = () => { value.setAttribute("aria-expanded", "false"); value.focus({ preventScroll: true }); };
    place(scrollX, scrollY);  // in view: the browser scrolls to what it opens
    const at = value.getBoundingClientRect(), below = Math.floor(innerHeight - at.bottom - 16);
    card.style.setProperty("--room", `${Math.max(below, at.top - 16)}px`);
    card.showModal();
    const left = Math.max(16, Math.min(at.left, root.clientWidth - card.offsetWidth - 16));
    const top = card.offsetHeight > below ? at.top - card.offsetHeight - 8 : at.bottom + 8;
    place(left + scrollX, top + scrollY);
  }

  function place(x, y) {
    card.style.setProperty("--x", `${x}px`);
    card.style.setProperty("--y", `${y}px`);
  }

  values.forEach(value => {
    value.setAttribute("role", "button");
    value.setAttribute("aria-haspopup", "dialog");
    value.setAttribute("aria-expanded", "false");
    value.addEventListener("click", () => open(value));
    value.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(value); }
      arrows(event, values);
    });
  });
  // A click beside the card closes it, and opens the number that it was meant for.
  card.addEventListener("click", event => {
    if (event.target !== card) return;
    const box = card.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    if (inside) return;
    card.close();
    const other = document.elementFromPoint(event.clientX, event.clientY)?.closest(".value[role]");
    if (other) setTimeout(() => open(other));
  });
}

function fill(card, text, number, behind) {
  const rows = (number.rows || []).map(place => behind.rows[place]);
  const close = button("×", () => card.close(), { className: "close" });
  close.setAttribute("aria-label", words.close);
  card.replaceChildren(close, make("h2", { id: "card-title", textContent: text }));
  if (number.formula) card.append(make("p", { className: "formula", textContent: number.formula }));
  if (number.interval) card.append(make("p", { textContent: interval(number.interval) }));
  if (!rows.length) card.append(make("p", { textContent: words.uncited }));
  else card.append(rowTable(rows));
}

function interval(ends) {
  const [low, high] = ends.map(end => end.replace("-", "−"));
  if (low === high) return words.exact;
  if (low.includes("Infinity")) return filled(words.at_most, { high });
  if (high.includes("Infinity")) return filled(words.at_least, { low });
  return filled(words.interval, { low, high });
}

function rowTable(rows) {
  const columns = ["indicator", "place", "period", "value", "grade", "source"];
  const table = make("table", { className: "cards" });
  columns.forEach((name, at) => table.style.setProperty(`--c${at + 1}`, `"${words[name]}"`));
  const heads = columns.map(name => make("th", { scope: "col", textContent: words[name] }));
  table.append(make("thead", {}, make("tr", {}, ...heads)));
  table.append(make("tbody", {}, ...rows.map(row => make("tr", {},
    make("td", { textContent: row.indicator || "" }),
    make("td", { textContent: row.place || "" }),
    make("td", { textContent: [row.period, row.status].filter(Boolean).join(" · ") }),
    make("td", { className: "num" }, make("b", { textContent: row.value || "" })),
    make("td", {}, grade(row.grade)),
    make("td", {}, make("span", {}, ...origin(row)))))));
  return table;
}

function grade(letter) {
  return make("span", { className: `grade ${letter || ""}`, textContent: letter || "–" });
}

function origin(row) {
  const source = document.getElementById(row.source);
  const textContent = source ? source.firstElementChild.textContent : row.source;
  const name = source ? make("a", { href: `#${row.source}`, textContent }) : make("span", { textContent });
  name.addEventListener("click", () => name.closest("dialog").close());
  return [name, ...["locator", "note"].filter(kind => row[kind]).map(kind => dataLine(kind, row[kind]))];
}

// A line of the dataset's own, in its own language whatever that of the page is.
function dataLine(kind, text) {
  const lang = tongue(text);
  const label = lang !== root.lang && words[`${kind}_foreign`] || words[kind];
  return make("small", {}, label, make("span", { lang, textContent: text }));
}

function tongue(text) {
  const count = letters => (text.match(letters) || []).length;
  const han = count(/\p{Script=Han}/gu), latin = count(/[A-Za-z]+/g);
  return han > latin ? "zh-CN" : latin ? "en" : root.lang;
}

// --- tables: sorted by a column, filtered by text -------------------------------------------

function tables() {
  all("main .scroll > table").forEach(table => {
    const rows = all(":scope > tbody > tr", table);
    const heads = all(":scope > thead > tr:last-child > *", table);
    const plain = table.classList.contains("cards");
    const box = table.parentElement;
    const tools = make("div", { className: "tools" });
    if (plain && rows.length > SORTED_ROWS) sortable(table, rows, heads, tools);
    if (plain && rows.length > FILTERED_ROWS) filterable(rows, tools);
    if (tools.childElementCount) box.before(tools);
  });
}

function sortable(table, rows, heads, tools) {
  const body = rows[0].parentElement;
  const keys = heads.map((_, place) => keysOf(rows.map(row => row.children[place])));
  let by = -1, down = false;

  function sort(place, direction) {
    const order = rows.map((_, at) => at);
    const sign = direction === "descending" ? -1 : 1;
    if (direction !== "none") order.sort((a, b) => compare(keys[place][a], keys[place][b], sign) || a - b);
    body.append(...order.map(at => rows[at]));
    heads.forEach((head, at) => head.setAttribute("aria-sort", at === place ? direction : "none"));
    [by, down] = [direction === "none" ? -1 : place, direction === "descending"];
  }
  const switches = heads.map((head, place) => {
    const made = button("", () => {
      sort(place, by !== place ? "ascending" : down ? "none" : "descending");
      list.value = by < 0 ? "" : `${by} ${down ? "descending" : "ascending"}`;
    }, { className: "sort" });
    made.append(...head.childNodes);
    head.append(made);
    head.setAttribute("aria-sort", "none");
    return made;
  });
  oneStop(switches);
  switches.forEach(one => one.addEventListener("keydown", event => arrows(event, switches)));
  // Cards have no heads to press.
  const list = make("select", {}, make("option", { value: "", textContent: words.as_written }));
  heads.forEach((head, place) => {
    list.append(make("option", { value: `${place} ascending`, textContent: `${head.textContent} ▲` }));
    list.append(make("option", { value: `${place} descending`, textContent: `${head.textContent} ▼` }));
  });
  list.addEventListener("change", () => {
    const [place, direction] = list.value ? list.value.split(" ") : ["0", "none"];
    sort(Number(place), direction);
  });
  tools.append(make("label", { className: "order" }, words.order, list));
}

// Numbers of a column that holds little else, else texts.
function keysOf(cells) {
  const texts = cells.map(cell => cell.textContent.trim());
  const numbers = texts.map(value);
  const counted = numbers.filter(number => number !== null).length;
  return counted > 0 && texts.every((text, at) => numbers[at] !== null || !/\d/.test(text)) ? numbers : texts;
}

// "约1.2万亿元" → 1.2e12; null for a text that is not one number with a word or two about it.
function value(text) {
  const found = text.replace(/(\d)[,，](?=\d{3})/g, "$1").match(/^(\D{0,8}?)([-−–]?\d+(?:\.\d+)?)(\D*)$/);
  if (!found) return null;
  const unit = Object.keys(words.magnitudes).find(name => found[3].trim().startsWith(name));
  return Number(found[2].replace(/[−–]/, "-")) * (unit ? words.magnitudes[unit] : 1);
}

// What is missing stands last, whichever way the rest is sorted.
function compare(a, b, sign) {
  if (a === null || a === "" || b === null || b === "") {
    return (a === null || a === "") - (b === null || b === "");
  }
  if (typeof a === "number") return sign * (a - b);
  return sign * a.localeCompare(b, root.lang, { numeric: true });
}

function filterable(items, tools, then = () => {}) {
  const count = make("output");
  const field = make("input", { type: "search", size: 14 });
  const show = () => {
    const wanted = field.value.trim().toLowerCase();
    items.forEach(item => { item.hidden = !item.textContent.toLowerCase().includes(wanted); });
    tell();
    then(wanted);
  };
  const tell = () => {
    const shown = items.filter(item => !item.hidden).length;
    count.textContent = filled(words.shown, { shown, all: items.length });
  };
  field.addEventListener("input", show);
  tell();
  tools.append(make("label", {}, words.filter, field), count);
}

// The list of sources, folded by year: a search opens the years in which it finds something.
function sources() {
  const years = all(".sources details");
  if (!years.length) return;
  const tools = make("div", { className: "tools" });
  years[0].before(tools);
  filterable(all(".sources li"), tools, wanted => years.forEach(year => {
    year.hidden = !year.querySelector("li:not([hidden])");
    year.open = Boolean(wanted);
  }));
}

// A table that is wider than its place is set closer. Only what is larger than its place has to be
// scrolled, and only that is a stop of the tab key.
function scrollers() {
  const tables = all("main .scroll > table");
  tables.forEach(table => table.classList.remove("dense"));
  const wide = tables.filter(({ parentElement: box }) => box.scrollWidth > box.clientWidth + 1);
  wide.forEach(table => table.classList.add("dense"));
  all(".scroll").forEach(box => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = box;
    if (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
}

// Once before the next picture, however many folds open: each time lays out the whole page anew.
let soon = 0;
function scrollersSoon() {
  cancelAnimationFrame(soon);
  soon = requestAnimationFrame(scrollers);
}

// On a phone a note shows its first lines; a button unfolds what is cut.
function notes() {
  all("figure > .note").forEach(note => {
    const more = button(words.more, () => {
      const whole = note.classList.toggle("whole");
      more.setAttribute("aria-expanded", whole);
      more.textContent = whole ? words.less : words.more;
    }, { className: "more" });
    more.setAttribute("aria-expanded", "false");
    note.after(more);
    const measure = () => { more.hidden = !note.matches(".whole") && note.scrollHeight <= note.clientHeight + 1; };
    new ResizeObserver(measure).observe(note);
  });
}

// --- data as a file -----------------------------------------------------------------------------

function data() {
  all("table[data-csv]").forEach(table => {
    const figure = table.closest("figure");
    const name = figure.id.replace(/^\w+-/, "");
    figure.querySelector("p.data").append(button(words.save_csv, () => {
      const lines = [...table.rows].map(row => [...row.cells].map(field).join(","));
      // Excel takes a file for UTF-8 where this mark begins it.
      save(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }), `${name}.csv`);
    }));
  });
}

// A text that starts like a formula gets an apostrophe: no spreadsheet will calculate it.
function field(cell) {
  const copy = cell.cloneNode(true);
  all("br", copy).forEach(line => line.replaceWith("\n"));
  let text = cell.dataset.exact ?? copy.textContent.trim();
  const number = /^\s*[-+−]?\d[\d,]*(\.\d+)?\s*(%|pp)?$/;
  if (/^ *[=+\-@\t\r＝＋－＠]/.test(text) && !number.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// --- figures as files: with title, note and source, in light colours ----------------------------

const SVG = "http://www.w3.org/2000/svg";
const FAMILY = getComputedStyle(root).fontFamily;

function figures() {
  all("figure").forEach(figure => {
    const drawing = figure.querySelector(".paper > svg");
    if (!drawing) return;
    let place = figure.querySelector("p.data");
    if (!place) figure.append(place = make("p", { className: "data" }));
    const name = figure.id.replace(/^fig-/, "");
    place.append(
      button(words.save_svg, () => save(new Blob([file(figure, drawing)], { type: "image/svg+xml" }), `${name}.svg`)),
      button(words.save_png, async () => save(await raster(figure, drawing), `${name}.png`)));
  });
}

function save(content, name) {
  const link = make("a", { href: URL.createObjectURL(content), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Colours of the theme as on light paper, whatever the page shows.
function light(...names) {
  const shown = root.dataset.theme;
  root.dataset.theme = "light";
  const style = getComputedStyle(root);
  const found = names.map(name => style.getPropertyValue(`--${name}`));
  if (shown) root.dataset.theme = shown;
  else delete root.dataset.theme;
  return found;
}

// The text of an SVG file; `fonts` is CSS that it carries.
function file(figure, drawing, fonts = "") {
  const { width, height } = drawing.viewBox.baseVal;
  const [ink, quiet, white] = light("ink", "quiet", "paper");
  const written = document.createElementNS(SVG, "svg");
  let y = 4;
  const line = (text, size, colour, weight) => {
    for (const part of wrapped(text, width - 16, size, weight)) {
      y += size * 1.35;
      const one = document.createElementNS(SVG, "text");
      for (const [key, of] of Object.entries({ x: 8, y, "font-size": size, fill: colour, "font-weight": weight })) {
        one.setAttribute(key, of);
      }
      one.textContent = part;
      written.append(one);
    }
  };
  const text = selector => figure.querySelector(selector)?.textContent.trim() || "";
  line(`${text("figcaption b")} ${text("figcaption .grade")}`, 12, ink, 700);
  line(text("figcaption .subtitle"), 9, quiet, 400);
  const inner = inlined(drawing.cloneNode(true));
  for (const [key, of] of Object.entries({ x: 0, y: y + 6, width, height })) inner.setAttribute(key, of);
  y += height + 8;
  written.append(inner);
  line(text(".note"), 8, quiet, 400);
  line(text(".source"), 8, quiet, 400);
  const size = { width, height: y + 10 };
  const style = document.createElementNS(SVG, "style");
  style.textContent = fonts;
  const paper = document.createElementNS(SVG, "rect");
  for (const [key, of] of Object.entries({ ...size, fill: white })) paper.setAttribute(key, of);
  written.prepend(style, paper);
  for (const [key, of] of Object.entries(size)) written.setAttribute(key, of);
  written.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  written.setAttribute("font-family", FAMILY);
  written.setAttribute("role", "img");
  written.setAttribute("aria-label", drawing.getAttribute("aria-label"));
  return new XMLSerializer().serializeToString(written).replace(/var\(--[\w-]+, ?(#[0-9a-f]{6})\)/g, "$1");
}

// Classes are the page's; a file has its styles in it.
function inlined(drawing) {
  const styles = {};
  for (const rule of document.getElementById("drawn").sheet.cssRules) styles[rule.selectorText] = rule.style.cssText;
  all("[class]", drawing).forEach(mark => {
    mark.setAttribute("style", styles[`.${mark.getAttribute("class")}`] || "");
    mark.removeAttribute("class");
  });
  return drawing;
}

function wrapped(text, width, size, weight) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${FAMILY}`;
  const lines = text ? [""] : [];
  for (const piece of text.match(/[\w.,%()'’+-]+\s*|[^]/g) || []) {
    const longer = lines[lines.length - 1] + piece;
    if (pen.measureText(longer).width > width) lines.push(piece.trimStart());
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

async function raster(figure, drawing) {
  const picture = new Image();
  // A picture sees no font of the page: it carries them.
  const text = file(figure, drawing, document.getElementById("fonts").textContent);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const scale = 2000 / picture.width;
  const canvas = make("canvas", { width: 2000, height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

// --- a link into a fold opens it, also where the browser does not -------------------------------

function reveal() {
  const aim = target(location.hash);
  const shut = () => aim?.closest("details:not([open]), [hidden]");
  if (!shut()) return;
  for (let fold; (fold = shut());) Object.assign(fold, { hidden: false, open: true });
  aim.scrollIntoView();
}

// What an address names; nothing for one that is no text (#100%).
function target(hash) {
  try { return document.getElementById(decodeURIComponent(hash.slice(1))); } catch { return null; }
}

// Paper shows the annex, also of a browser whose styles cannot open a fold.
function onPaper() {
  const folds = all(":is(.exhibit, .sources details):not([open])");
  folds.forEach(fold => { fold.open = true; });
  addEventListener("afterprint", () => folds.forEach(fold => { fold.open = false; }), { once: true });
}

// --- links to a place are copied ----------------------------------------------------------------

function permalinks() {
  const toast = make("div", { className: "toast" });
  toast.setAttribute("role", "status");
  document.body.append(toast);
  all("a.permalink, figcaption a.number").forEach(link => link.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(link.href); } catch { return; }
    toast.textContent = words.copied;
    setTimeout(() => { toast.textContent = ""; }, 2000);
  }));
}

root.classList.add("scripted");
appearance();
code();
numbers();
tables();
notes();
sources();
data();
figures();
permalinks();
contents();
scrollers();
addEventListener("resize", scrollersSoon);
addEventListener("toggle", scrollersSoon, true);  // what was folded has a size
addEventListener("hashchange", reveal);
addEventListener("beforeprint", onPaper);
reveal();
document.fonts.ready.then(scrollers);
})();

// Lists, item by item. What is sent is still their text, as JSON, which is written anew
// only when somebody changes something. A text that is no list stays a text.

for (const area of document.querySelectorAll("textarea[data-depth]")) {
  const items = read(area.value, Number(area.dataset.depth));
  if (items !== undefined) takeOver(area, items);
}

// All values are texts here, so that no digit of a number is lost; NULL is null.
function read(text, depth) {
  if (!text.trim()) return null;
  const quoted = text.replace(
    /"(?:[^"\\]|\\.)*"|-?(?:\d[\d.eE+-]*|Infinity)|NaN|true|false/g,
    (token) => (token.startsWith('"') ? token : `"${token}"`),
  );
  try {
    const items = JSON.parse(quoted);
    return items !== null && fits(items, depth) ? items : undefined;
  } catch {
    return undefined;
  }
}

function fits(value, depth) {
  if (value === null) return true;
  if (depth === 0) return typeof value === "string";
  return Array.isArray(value) && value.every((item) => fits(item, depth - 1));
}

function takeOver(area, items) {
  const control = area.closest(".control");
  const field = {
    name: area.id,
    templates: control.querySelectorAll("template"),
    wrong: JSON.parse(area.dataset.wrong),
    changed: () => {
      const value = list.value();
      area.value = value === null ? "" : JSON.stringify(value);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    say: (key, position, other) => {
      status.textContent = area.dataset[key].replace("{position}", position).replace("{other}", other);
    },
  };
  const list = makeList(field, items, Number(area.dataset.depth), "");
  const status = Object.assign(document.createElement("p"), { className: "hidden", role: "status" });

  // The label, the summary of errors and the help lead to what is seen.
  list.node.id = area.id;
  list.node.tabIndex = -1;
  list.node.setAttribute("aria-labelledby", `${area.id}-label`);
  list.node.setAttribute("aria-describedby", area.getAttribute("aria-describedby") ?? "");
  area.removeAttribute("id");
  area.required = false;
  control.before(list.node, status);
  control.hidden = true;
  list.number("");
  const placed = list.node.querySelectorAll(".error").length;
  const error = document.getElementById(`${field.name}-error`);
  if (error && placed && placed === Object.keys(field.wrong).length) error.hidden = true;
  if (items === null && !area.dataset.null) area.value = "[]";
}

// A list: its node, its value, and how it numbers its items.
function makeList(field, values, depth, path) {
  const node = clone(field.templates[0]);
  const rows = node.querySelector("ol");
  const add = node.querySelector(".add");
  const box = node.querySelector(".null-box");
  const mayBeNull = depth === 1 && path === "" ? box.dataset.null : values === null;
  const items = [];
  let prefix = "";

  const number = (given = prefix) => {
    prefix = given;
    items.forEach((item, index) => {
      item.number(`${prefix}${index + 1}`, index === 0, index === items.length - 1);
    });
    box.hidden = !mayBeNull || items.length > 0;
  };
  const append = (value) => {
    const item = makeItem(field, value, depth - 1, `${path}.${items.length}`, { move, remove });
    items.push(item);
    rows.append(item.node);
    return item;
  };
  const place = (item) => `${prefix}${items.indexOf(item) + 1}`;
  const move = (item, step) => {
    const from = items.indexOf(item);
    const to = from + step;
    if (!items[to]) return;
    const old = place(item);
    items.splice(to, 0, ...items.splice(from, 1));
    rows.insertBefore(item.node, items[to + 1]?.node ?? null);
    number();
    field.changed();
    field.say("moved", old, place(item));
  };
  const remove = (item) => {
    const old = place(item);
    const index = items.indexOf(item);
    items.splice(index, 1);
    item.node.remove();
    number();
    (items[Math.min(index, items.length - 1)]?.first ?? add).focus();
    field.changed();
    field.say("removed", old);
  };

  values?.forEach(append);
  box.querySelector("input").checked = values === null;
  box.addEventListener("change", field.changed);
  add.addEventListener("click", () => {
    const item = append(depth > 1 ? [] : "");
    number();
    item.first.focus();
    field.changed();
    field.say("added", place(item));
  });
  const value = () => {
    const isNull = items.length === 0 && mayBeNull && box.querySelector("input").checked;
    return isNull ? null : items.map((item) => item.value());
  };
  return { node, first: add, number, value };
}

// An item, which is a list again where lists are nested.
function makeItem(field, value, depth, path, { move, remove }) {
  const node = clone(field.templates[1]);
  const inner = depth > 0 ? makeList(field, value, depth, path) : makeControl(field, node, value, path);
  if (depth > 0) node.querySelector(".control").replaceWith(inner.node);
  const item = { node, first: inner.first, value: inner.value };
  const [up, down, gone] = node.querySelectorAll(":scope > .buttons button");
  up.addEventListener("click", () => { move(item, -1); up.focus(); });
  down.addEventListener("click", () => { move(item, 1); down.focus(); });
  gone.addEventListener("click", () => remove(item));
  item.number = (position, isFirst, isLast) => {
    for (const button of [up, down, gone]) button.ariaLabel = button.dataset.label.replace("{position}", position);
    // Not disabled: what has the focus must not lose it.
    up.ariaDisabled = isFirst;
    down.ariaDisabled = isLast;
    inner.number(depth > 0 ? `${position}.` : position);
    if (depth > 0) inner.node.ariaLabel = node.dataset.label.replace("{position}", position);
  };
  return item;
}

function makeControl(field, node, value, path) {
  const control = node.querySelector("input, select, textarea");
  const box = node.querySelector(".control .null-box");
  let current = value === "" && !box ? null : value;
  show(control, value ?? "");
  if (box) box.querySelector("input").checked = value === null;
  const update = () => {
    const isNull = control.value === "" && (!box || box.querySelector("input").checked);
    current = isNull ? null : control.value;
    if (box) box.hidden = control.value !== "";
    field.changed();
  };
  if (box) box.hidden = control.value !== "";
  control.addEventListener("input", update);
  box?.addEventListener("change", update);
  const message = field.wrong[path.slice(1)];
  if (message) node.append(explain(control, `${field.name}${path}-error`, message));
  const number = (position) => {
    control.ariaLabel = node.dataset.label.replace("{position}", position);
  };
  return { first: control, value: () => current, number };
}

// Also what is not among the options, and what is finer than a picker can show.
function show(control, value) {
  control.value = value;
  if (value === "" || control.value !== "") return;
  if (control.type === "select-one") control.prepend(new Option(value, value));
  else control.type = "text";
  control.value = value;
}

function explain(control, id, textContent) {
  const error = Object.assign(document.createElement("p"), { id, className: "error", textContent });
  error.dataset.icon = "alert";
  control.ariaInvalid = true;
  control.setAttribute("aria-describedby", id);
  return error;
}

function clone(template) {
  return template.content.firstElementChild.cloneNode(true);
}

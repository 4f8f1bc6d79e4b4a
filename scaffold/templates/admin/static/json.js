// JSON: say where a text stops being JSON while it is typed.

for (const area of document.querySelectorAll("textarea[data-json]")) {
  let pause;
  const check = () => tell(area, problem(area.value));
  area.addEventListener("input", () => {
    clearTimeout(pause);
    // What was wrong is taken back at once; what is half typed is not wrong yet.
    if (area.ariaInvalid && !problem(area.value)) check();
    else pause = setTimeout(check, 500);
  });
  area.addEventListener("blur", () => {
    if (area.value !== area.defaultValue) check();
  });
}

// The line and column of the first character that is wrong, from 1; nothing if none is.
function problem(text) {
  if (!text.trim()) return null;
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, stop(text)).split("\n");
    return { line: before.length, column: before.at(-1).length + 1 };
  }
}

// How far a text is JSON.
function stop(text) {
  let at = 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const space = () => take(/[ \t\n\r]*/y);
  const word = () =>
    take(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y) && take(/"/y);
  const pair = () => space() && word() && space() && take(/:/y) && value();
  const several = (item, end) => {
    space();
    if (take(end)) return true;
    do {
      if (!item()) return false;
    } while (take(/,/y));
    return take(end);
  };
  const value = () => {
    space();
    const whole = take(/\[/y)
      ? several(value, /\]/y)
      : take(/\{/y)
        ? several(pair, /\}/y)
        : text[at] === '"'
          ? word()
          : take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
    return whole && space();
  };
  try {
    value();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // It is nested too deeply.
  }
  return at;
}

function tell(area, found) {
  const id = `${area.id}-error`;
  const message = document.getElementById(id) ?? makeMessage(area, id);
  message.hidden = !found;
  area.closest(".field").classList.toggle("wrong", Boolean(found));
  area.ariaInvalid = found ? true : null;
  // Also what is hidden would be read out as a description.
  message.textContent = found
    ? area.dataset.json.replace("{line}", found.line).replace("{column}", found.column)
    : "";
}

function makeMessage(area, id) {
  const message = Object.assign(document.createElement("p"), { id, className: "error", role: "status" });
  message.dataset.icon = "alert";
  area.closest(".control").after(message);
  area.setAttribute("aria-describedby", `${id} ${area.getAttribute("aria-describedby") ?? ""}`.trim());
  return message;
}

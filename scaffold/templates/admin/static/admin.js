// What makes the pages pleasanter. All of them work without it.

const all = (selector) => document.querySelectorAll(selector);

// Light and dark: the server reads the cookie, so that no page flashes in the other one.

for (const button of all("[data-theme-path]")) {
  button.addEventListener("click", () => {
    const page = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = (page.dataset.theme ?? (dark ? "dark" : "light")) === "dark" ? "light" : "dark";
    page.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=${button.dataset.themePath}; max-age=31536000; samesite=lax`;
  });
}

// Time zones: moments are shown in the browser's, unless a person has chosen another one.

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
document.cookie = `browser_time_zone=${timeZone}; path=${document.documentElement.dataset.root}/; samesite=lax`;

// The sidebar: say whether it is open, show the current table, and find one by its name.

for (const menu of all(".menu")) {
  menu.ariaExpanded = false;
  document.getElementById("page-sidebar").addEventListener("toggle", ({ newState }) => {
    menu.ariaExpanded = newState === "open";
  });
}

document.querySelector(".sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });

for (const filter of all(".sidebar .filter")) {
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const item of all(".sidebar li")) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    }
    for (const group of all(".sidebar details")) {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = true;
    }
  });
}

// Filters: what is blank is not in the address.

for (const form of all(".filters form")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of [...formData.keys()]) {
      const column = name.replace(/__(operator|to)$/, "");
      const asked = formData.get(column) || formData.get(`${column}__to`);
      const ofNull = /null$/.test(formData.get(`${column}__operator`));
      if (formData.get(name) === "" || (name.endsWith("__operator") && !asked && !ofNull)) {
        formData.delete(name);
      }
    }
  });
}

// Lists: choose all rows of the page.

for (const form of all("form.rows")) {
  const ticks = [...form.querySelectorAll("[name=__key]")];
  const heading = form.querySelector("th.tick");
  if (!heading) continue;
  const whole = element("input", "", "");
  whole.type = "checkbox";
  whole.ariaLabel = heading.textContent;
  heading.replaceChildren(whole);
  const update = () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    whole.checked = chosen === ticks.length;
    whole.indeterminate = chosen > 0 && !whole.checked;
  };
  whole.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = whole.checked;
  });
  form.addEventListener("change", update);
  addEventListener("pageshow", update);
}

// Many rows: what is typed is to be changed.

for (const box of all("[name=__change]")) {
  box.closest(".field").addEventListener("input", ({ target }) => {
    if (target !== box) box.checked = true;
  });
}

// Lists: another page size applies at once.

for (const select of all(".page-size select")) {
  select.addEventListener("change", () => select.form.submit());
}

// Files: what is too large is told before it is sent, and not after.

for (const form of all("form[data-most]")) {
  form.addEventListener("change", () => {
    const controls = [...form.querySelectorAll("[type=file]")];
    const files = controls.flatMap(({ files }) => [...files]);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const message = size > Number(form.dataset.most) ? form.dataset.tooLarge : "";
    for (const control of controls) control.setCustomValidity(control.files.length ? message : "");
  });
}

// Forms: no double submits. A page that comes back from the browser's history can be sent again.

document.addEventListener("submit", ({ target }) => {
  // Afterwards, or the button would not be sent along.
  // A page that only downloads a file stays, and can be asked again.
  if (!target.closest(".export")) setTimeout(() => setDisabled(target, true));
  if (target.dataset.answers) awaitFile(target);
});

addEventListener("pageshow", () => {
  for (const form of document.forms) setDisabled(form, false);
});

// A file may be the answer, and the page stay: a cookie tells that it has come.

function awaitFile(form) {
  const forget = () => {
    document.cookie = `answered=; path=${form.dataset.answers}; max-age=0; samesite=lax`;
  };
  forget();
  const timer = setInterval(() => {
    if (!/(^|; )answered=1/.test(document.cookie)) return;
    clearInterval(timer);
    forget();
    setDisabled(form, false);
  }, 250);
}

function setDisabled(form, disabled) {
  for (const button of all("button[type=submit]")) {
    if (button.form === form) button.disabled = disabled;
  }
}

// Whether an empty control is NULL can only be chosen while it is empty.

for (const box of all(".null-box input[name]")) {
  const control = box.closest(".control").querySelector("input, select, textarea");
  const update = () => {
    box.disabled = control.value !== "";
  };
  control.addEventListener("input", update);
  update();
}

// Textareas grow with their text, where the stylesheet alone does not make them.

if (!CSS.supports("field-sizing", "content")) {
  for (const area of all(".control > textarea")) {
    const grow = () => {
      area.style.blockSize = "auto";
      area.style.blockSize = `${area.scrollHeight}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}

// Unsaved changes: ask before leaving. What an error has sent back is not saved either.

for (const form of all("form.editor")) {
  const content = () => new URLSearchParams(new FormData(form)).toString();
  const saved = document.querySelector(".editor .summary") ? null : content();
  const ask = (event) => {
    if (content() !== saved) event.preventDefault();
  };
  form.addEventListener("input", () => addEventListener("beforeunload", ask));
  form.addEventListener("submit", () => removeEventListener("beforeunload", ask));
}

// References: find another row by its label. https://tom-select.js.org

const ROWS_FOUND = 20; // As many as a search gives at once.
const DROPDOWN = 350; // Its height and that of the buttons, in pixels.

for (const input of all("[data-search]")) makeSearchable(input);

function makeSearchable(input) {
  const { search, value: valueField, label, key, hint, options, nothing, clear, more } = input.dataset;
  const labelField = "_label";
  const initial = input.value
    ? [{ _key: key, [valueField]: input.value, [labelField]: label ?? input.value }]
    : [];
  const { required } = input;
  input.required = false;
  input.ariaHidden = true;

  const find = async (text, page = 1) => {
    const response = await fetch(address(text, page));
    return response.ok ? response.json() : [];
  };
  const address = (text, page) => `${search}?${new URLSearchParams({ q: text, __page: page })}`;

  const picker = new TomSelect(input, {
    valueField,
    labelField,
    searchField: [labelField],
    options: initial,
    items: initial.map((row) => row[valueField]),
    maxItems: 1,
    maxOptions: null,
    hidePlaceholder: false,
    preload: "focus",
    loadThrottle: 200,
    shouldLoad: () => true,
    firstUrl: (text) => address(text, 1),
    load(text, show) {
      const page = Number(new URLSearchParams(this.getUrl(text)).get("__page"));
      find(text, page).then((rows) => {
        if (rows.length >= ROWS_FOUND) this.setNextUrl(text, address(text, page + 1));
        show(rows);
      }, () => show());
    },
    plugins: {
      virtual_scroll: {},
      ...(required ? {} : { clear_button: { html: () => clearButton(clear) } }),
    },
    render: {
      no_results: () => element("div", "no-results", nothing),
      loading_more: () => element("div", "option more", more),
      no_more_results: () => null,
    },
  });

  // The control that is seen says what the hidden one said; and what was chosen is its
  // placeholder, since a screen reader finds nothing else in it.
  const control = picker.control_input;
  const update = () => {
    control.required = required && !input.value;
    picker.settings.placeholder = picker.options[input.value]?.[labelField] ?? hint;
    picker.inputState();
    if (edit) showEdit();
  };
  // The row that is chosen can be edited.
  const edit = input.parentElement.querySelector(".edit[data-dialog]");
  const showEdit = () => {
    const chosen = picker.options[input.value]?._key;
    edit.hidden = chosen === undefined;
    if (chosen !== undefined) edit.href = `${search.replace(/search\/$/, "edit/")}${segment(chosen)}/`;
  };
  for (const name of ["aria-describedby", "aria-invalid", "aria-labelledby"]) {
    if (input.hasAttribute(name)) control.setAttribute(name, input.getAttribute(name));
  }
  control.ariaRequired = required;
  // What was found must not cover the buttons at the foot of a form.
  picker.on("dropdown_open", () => {
    const { top, bottom } = picker.control.getBoundingClientRect();
    const below = innerHeight - bottom;
    picker.wrapper.classList.toggle("up", below < DROPDOWN && top > below);
  });
  picker.dropdown_content.removeAttribute("aria-labelledby");
  picker.dropdown_content.ariaLabel = options;
  input.addEventListener("input", update);
  input.addEventListener("focus", () => control.focus()); // From the summary of errors.
  update();

  // After an error the server does not know the label of what was chosen.
  if (input.value && label === undefined) {
    find(input.value).then((rows) => {
      const row = rows.find((row) => row[valueField] === input.value);
      if (row) picker.updateOption(input.value, row);
      update();
    });
  }
}

// A key as one segment of an address, as cells.key writes it.
function segment(key) {
  const shown = ["", ".", ".."].includes(key) || key.startsWith("~") ? `~${key}` : key;
  return encodeURIComponent(shown);
}

function clearButton(name) {
  const button = element("button", "quiet clear-button", "");
  button.type = "button";
  button.dataset.icon = "";
  button.ariaLabel = button.title = name;
  return button;
}

function element(tag, className, textContent) {
  return Object.assign(document.createElement(tag), { className, textContent });
}

// Exports: how many rows have come, and whether all did. Without this, browsers save the
// file as well, but do not say when a connection that broke has cut it short.

for (const form of document.querySelectorAll(".export form")) {
  const failed = form.querySelector(".error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const stop = new AbortController();
    const progress = show(form, stop);
    failed.hidden = true;
    try {
      const response = await fetch(address, { signal: stop.signal });
      if (isFile(response)) save(await received(response, progress), nameOf(response));
      else location = address; // The page says what is wrong.
    } catch {
      failed.hidden = stop.signal.aborted;
    }
    progress.end();
  });
}

function isFile(response) {
  return response.headers.has("content-disposition");
}

function nameOf(response) {
  return /filename="(.*)"/.exec(response.headers.get("content-disposition"))[1];
}

// Browsers keep large blobs on disk, not in memory.
async function received(response, progress) {
  const total = Number(response.headers.get("x-total-count"));
  const rows = counter();
  const counted = new TransformStream({
    transform(bytes, stream) {
      progress.update(rows(bytes) - 1, total); // Without the heading.
      stream.enqueue(bytes);
    },
  });
  return new Response(response.body.pipeThrough(counted)).blob();
}

// How many lines there were so far. Those in quotes are no rows.
function counter() {
  const [quote, lineFeed] = ['"', "\n"].map((sign) => sign.charCodeAt(0));
  let lines = 0;
  let quoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === quote) quoted = !quoted;
      else if (byte === lineFeed && !quoted) lines += 1;
    }
    return lines;
  };
}

function save(file, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function show(form, stop) {
  const place = form.querySelector(".progress");
  const [bar, text, cancel] = place.children;
  const start = form.querySelector("[type=submit]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  bar.removeAttribute("value");
  text.textContent = "";
  cancel.onclick = () => stop.abort();
  start.disabled = true;
  place.hidden = false;
  return {
    update(rows, total) {
      Object.assign(bar, { max: Math.max(rows, total, 1), value: rows });
      text.textContent = form.dataset.progress
        .replace("{number}", number.format(rows))
        .replace("{total}", number.format(Math.max(rows, total)));
    },
    end() {
      start.disabled = false;
      place.hidden = true;
    },
  };
}

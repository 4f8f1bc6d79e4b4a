// How many rows a list has, where that may take longer than to show a page of them.

const link = document.querySelector(".pager a:has([data-total])");

const address = new URL(link.href);
for (const name of ["__after", "__before", "__last"]) address.searchParams.delete(name);
address.searchParams.set("__page", "1");
address.searchParams.set("__page_size", "1");
const response = await fetch(address);
const page = new DOMParser().parseFromString(await response.text(), "text/html");
const total = page.querySelector("[data-total]")?.textContent;
if (total) {
  for (const place of document.querySelectorAll("[data-total]")) place.textContent = total;
  link.replaceWith(...link.childNodes);
}

// How many rows a list has, where that takes longer than to show a page of them.

const places = [...document.querySelectorAll("[data-count]")];

const response = await fetch(places[0].dataset.count);
const total = await response.text();
// Who is no longer logged in is led elsewhere.
if (response.ok && !response.redirected)
  for (const place of places) place.textContent = total;

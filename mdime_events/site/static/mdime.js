/* An enhancement: what a mark or a cell says to a screen reader shows on hovering, too. Nothing depends on it. */
document.addEventListener("pointerover", (event) => {
  const named = event.target.closest?.("a[aria-label]:not([title])");
  if (named && named.namespaceURI === "http://www.w3.org/1999/xhtml") named.title = named.getAttribute("aria-label");
});

/* An enhancement: a part of another page that takes a while comes into this one by itself. Without it, its link leads there. */
for (const link of document.querySelectorAll("a[data-part]")) bring(link);

async function bring(link) {
  const place = document.getElementById(link.dataset.part);
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(link.dataset.part);
    if (answer.ok && part) place.replaceChildren(...part.childNodes);
  } catch {
    /* The link stays. */
  } finally {
    place.removeAttribute("aria-busy");
  }
}

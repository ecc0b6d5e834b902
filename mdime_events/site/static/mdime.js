/* An enhancement: what a mark or a cell says to a screen reader shows on hovering, too. Nothing depends on it. */
document.addEventListener("pointerover", (event) => {
  const named = event.target.closest?.("a[aria-label]:not([title])");
  if (named && named.namespaceURI === "http://www.w3.org/1999/xhtml") named.title = named.getAttribute("aria-label");
});

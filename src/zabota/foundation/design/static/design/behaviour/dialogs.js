// Native <dialog>: anything with data-dialog-open="id" opens it, data-dialog-close and the veil close it.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) openDialog(opener.dataset.dialogOpen);
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target.nodeName === "DIALOG") event.target.close();
});

// In the palette, arrows walk through what was found.
document.getElementById("palette")?.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const places = [...event.currentTarget.querySelectorAll("input, #palette-found a, #palette-found button")];
  const next = places.indexOf(document.activeElement) + step;
  places[Math.max(0, Math.min(places.length - 1, next))].focus();
  event.preventDefault();
});

document.getElementById("palette")?.addEventListener("submit", (event) => {
  const first = document.querySelector("#palette-found a");
  if (first) {
    event.preventDefault();
    first.click();
  }
});

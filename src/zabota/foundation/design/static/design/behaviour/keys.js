// Ctrl+K, /, ?, g then a letter, j and k. Letters do nothing while somebody types.
import { openDialog } from "./dialogs.js";

const GO_WITHIN_MS = 1200;
let goUntil = 0;

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable=true], dialog");
}

function rows() {
  return [...document.querySelectorAll("[data-rows] > tbody > tr, ul[data-rows] > li, ol[data-rows] > li")];
}

function moveCursor(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("z-cursor"));
  const next = Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step));
  all[at]?.classList.remove("z-cursor");
  all[next].classList.add("z-cursor");
  all[next].querySelector("a, button")?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

// A row that was done leaves; the cursor stays where it was, on the next one.
let left = -1;
document.addEventListener("htmx:beforeSwap", () => {
  left = rows().findIndex((row) => row.classList.contains("z-cursor"));
});
document.addEventListener("htmx:afterSettle", () => {
  if (left < 0 || document.querySelector(".z-cursor")) return;
  const all = rows();
  all[Math.min(left, all.length - 1)]?.classList.add("z-cursor");
});

function tick() {
  const box = document.querySelector(".z-cursor [data-row-check]");
  box?.click();
  return Boolean(box);
}

function go(letter) {
  document.querySelector(`[data-key="${CSS.escape(letter)}"]`)?.click();
}

// What a page itself offers: data-page-key="e" on a link is followed, on a field it takes the cursor;
// data-row-key="d" is meant for the row under the cursor.
function onPage(letter) {
  const key = CSS.escape(letter);
  const place = document.querySelector(`.z-cursor [data-row-key="${key}"], [data-page-key="${key}"]`);
  if (!place) return false;
  if (place.matches("summary")) place.focus();
  if (place.matches("input, textarea, select")) place.focus();
  else place.click();
  return true;
}

// The physical key, so that the keys work in the Russian layout too.
function letterOf(event) {
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

function act(event) {
  const letter = letterOf(event);
  if (performance.now() < goUntil) {
    goUntil = 0;
    go(letter);
    return true;
  }
  if (event.key === "?" || (event.shiftKey && event.code === "Slash" && event.key !== "/")) return openDialog("keys");
  if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) {
    const box = document.querySelector("[data-search]");
    if (box) box.focus();
    else openDialog("palette");
    return true;
  }
  if (letter === "g") goUntil = performance.now() + GO_WITHIN_MS;
  else if (letter === "j") moveCursor(1);
  else if (letter === "k") moveCursor(-1);
  else if (letter === "x") return tick();
  else return onPage(letter);
  return true;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && letterOf(event) === "k") {
    if (openDialog("palette")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (act(event)) event.preventDefault();
});

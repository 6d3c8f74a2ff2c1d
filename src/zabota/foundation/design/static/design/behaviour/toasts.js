// A toast leaves by its cross, or by itself after ten seconds if it offers nothing to do and nobody reads it.
const STAY_MS = 10000;

function watch(toast) {
  if (toast.dataset.watched || toast.closest(".z-toasts-inline")) return;
  toast.dataset.watched = "1";
  if (toast.querySelector("form") || toast.classList.contains("z-toast-error")) return;
  let timer = setTimeout(() => toast.remove(), STAY_MS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => {
    timer = setTimeout(() => toast.remove(), STAY_MS);
  });
}

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
for (const toast of document.querySelectorAll("[data-toast]")) watch(toast);
document.addEventListener("htmx:load", (event) => {
  for (const toast of event.target.querySelectorAll?.("[data-toast]") ?? []) watch(toast);
});

// Filters that apply themselves, files dropped onto a zone, buttons that do not fire twice.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// A cross takes its part of a form away, and whoever counts hears of it.
document.addEventListener("click", (event) => {
  const cross = event.target.closest?.("[data-removes]");
  if (!cross) return;
  const form = cross.closest("form");
  cross.closest(cross.dataset.removes).remove();
  form?.dispatchEvent(new Event("removed", { bubbles: true }));
});

// One box ticks all boxes of its form that stand on the page; x ticks the row under the cursor.
document.addEventListener("change", (event) => {
  const form = event.target.dataset?.checks;
  if (!form) return;
  for (const box of document.querySelectorAll(`[data-row-check][form="${CSS.escape(form)}"]`)) box.checked = event.target.checked;
});

function zoneOf(event) {
  return event.target.closest?.("[data-drop]");
}

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("z-drop-over");
  });
}

document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("z-drop-over");
});

document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("z-drop-over");
  const input = zone.querySelector("input[type=file]");
  const taken = new DataTransfer();
  for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) taken.items.add(file);
  input.files = taken.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// The browser words its own file button in its own language; with scripts we word ours and show the name of the file.
for (const zone of document.querySelectorAll("[data-drop]")) {
  zone.classList.add("z-drop-live");
  zone.querySelector("[data-drop-choose]").hidden = false;
}

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (!zone || event.target.type !== "file" || !event.target.files.length) return;
  zone.querySelector("[data-drop-label]").textContent = [...event.target.files].map((file) => file.name).join(", ");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.classList.add("z-busy");
});

// Coming back by the browser's arrow must find a form that can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".z-busy")) button.classList.remove("z-busy");
});

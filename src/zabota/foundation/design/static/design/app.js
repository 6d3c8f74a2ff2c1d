// What every page can do: menus, dialogs, toasts, keys, forms; charts are loaded only where there are any.
import "./behaviour/menus.js";
import "./behaviour/dialogs.js";
import "./behaviour/toasts.js";
import "./behaviour/forms.js";
import "./behaviour/keys.js";
import "./behaviour/theme.js";

async function drawCharts(root) {
  if (!root.querySelector("[data-chart]")) return;
  const { drawAll } = await import("./charts/index.js");
  await drawAll(root);
}

drawCharts(document);
document.addEventListener("htmx:afterSettle", (event) => drawCharts(event.target));

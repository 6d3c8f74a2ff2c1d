// Buttons above a text: bold, a heading, a point, a link, a placeholder. The text stays plain.
const area = document.querySelector("[data-editor]");
const tools = document.querySelector("[data-editor-tools]");

function put(start, end, text, caret) {
  area.focus();
  area.setRangeText(text, start, end, "end");
  if (caret !== undefined) area.setSelectionRange(caret, caret);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function act(button) {
  const { selectionStart: start, selectionEnd: end } = area;
  const chosen = area.value.slice(start, end);
  if (button.dataset.wrap) {
    const mark = button.dataset.wrap;
    put(start, end, mark + chosen + mark, chosen ? undefined : start + mark.length);
  } else if (button.dataset.line) {
    const from = area.value.lastIndexOf("\n", start - 1) + 1;
    put(from, from, button.dataset.line, start + button.dataset.line.length);
  } else if (button.dataset.link) {
    put(start, end, `[${chosen || button.dataset.link}](https://)`);
  }
}

if (area && tools) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button);
  });
  tools.addEventListener("change", (event) => {
    const name = event.target.value;
    if (!name) return;
    const { selectionStart: start, selectionEnd: end } = area;
    const text = name === "ask" ? '{{ ask "" }}' : `{{ ${name} }}`;
    put(start, end, text, name === "ask" ? start + 8 : undefined);
    event.target.value = "";
  });
}

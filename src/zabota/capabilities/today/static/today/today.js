// A deed may lead to another page (the sign-in, when one was away for long): it is opened whole, not as a part of this.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target.id !== "today" || xhr.status >= 400 || xhr.response.includes('id="today"')) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});

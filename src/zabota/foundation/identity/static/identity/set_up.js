// The browser knows its time zone; the form offers it unless the person has already chosen.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("select[name=time_zone][data-guess]");
if (field && Array.from(field.options).some((option) => option.value === zone)) field.value = zone;

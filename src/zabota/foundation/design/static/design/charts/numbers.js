// Numbers as the language of the page writes them; money comes in minor units, rates in 0–1.
const language = document.documentElement.lang || "en";

function intl(options) {
  return new Intl.NumberFormat(language, options);
}

const whole = intl({ maximumFractionDigits: 2 });
const short = intl({ notation: "compact", maximumSignificantDigits: 3 });

function plainest(value) {
  return Math.abs(value) < 10000 ? whole.format(value) : short.format(value);
}

function moneyWith(format, options) {
  const ways = { style: "currency", currency: format.detail || "RUB", currencyDisplay: "narrowSymbol" };
  const printer = intl({ ...ways, ...options });
  return (value) => printer.format(value / 10 ** format.minor_digits);
}

// Two ways to say a value: exact for tooltips, short for axes.
export function speaker(format) {
  if (format.style === "money") {
    const exact = moneyWith(format, {});
    const round = moneyWith(format, { maximumFractionDigits: 0 });
    const brief = moneyWith(format, { notation: "compact", maximumSignificantDigits: 3 });
    const limit = 10000 * 10 ** format.minor_digits;
    return guarded(exact, (value) => (Math.abs(value) < limit ? round(value) : brief(value)));
  }
  if (format.style === "percent") {
    const digits = format.detail === "" ? 1 : Number(format.detail);
    const exact = intl({ style: "percent", maximumFractionDigits: digits });
    return guarded((value) => exact.format(value), (value) => exact.format(value));
  }
  const exact = format.detail === "" ? whole : intl({ maximumFractionDigits: Number(format.detail) });
  return guarded((value) => exact.format(value), plainest);
}

function guarded(exact, brief) {
  const known = (value) => value !== null && value !== undefined && !Number.isNaN(value);
  return {
    exact: (value) => (known(value) ? exact(value).replace(/^-/, "−") : "—"),
    brief: (value) => (known(value) ? brief(value).replace(/^-/, "−") : "—"),
  };
}

export function rangeWords(low, high) {
  return language.startsWith("ru") ? `от ${low} до ${high}` : `${low} to ${high}`;
}

export const countSpeaker = guarded((value) => whole.format(value), plainest);

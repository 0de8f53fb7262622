// While a card is typed: its number stands in groups, as on the card, and its brand is named; what cannot be a card is said when its field is left. Nothing leaves the page, and
// without this the service says the same when the order is placed. Brands and words come with the widget, so that both know the same.

const NUMBER = 'input[autocomplete="cc-number"]';
const EXPIRY = 'input[autocomplete="cc-exp"]';

const digitsOf = (text) => text.replace(/\D/g, '');
const brandsOf = (field) => JSON.parse(field.dataset.brands);
const brandOf = (field) => brandsOf(field).find((brand) => new RegExp(`^(?:${brand.numbers})$`).test(digitsOf(field.value)));

/** A keyboard may write ٤٢ where the card has 42. */
function inLatinDigits(field) {
  const latin = field.value.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 0xf);
  if (latin === field.value) return;
  const { selectionStart, selectionEnd } = field;
  field.value = latin;
  field.setSelectionRange(selectionStart, selectionEnd);
}

/** The brand's groups; fours where there are none, or for a longer number of that brand. */
function grouped(digits, groups = []) {
  const sizes = digits.length > groups.reduce((sum, size) => sum + size, 0) ? [] : [...groups];
  const parts = [];
  for (let from = 0; from < digits.length; from += parts.at(-1).length) parts.push(digits.slice(from, from + (sizes.shift() ?? 4)));
  return parts.join(' ');
}

/** Writes the value anew and leaves the caret behind the same digit. */
function rewrite(field, value) {
  if (field.value === value) return;
  const before = digitsOf(field.value.slice(0, field.selectionStart)).length;
  const atEnd = field.selectionStart === field.value.length;
  field.value = value;
  let caret = 0;
  for (let digits = 0; digits < before; caret++) if (/\d/.test(value[caret])) digits++;
  if (document.activeElement === field) field.setSelectionRange(atEnd ? value.length : caret, atEnd ? value.length : caret);
}

/** What is no digit, space or hyphen is left as it was typed: the service says what is wrong with it. */
function group(field) {
  if (/^[\d\s-]*$/.test(field.value)) rewrite(field, grouped(digitsOf(field.value), brandOf(field)?.groups));
}

function nameBrand(field) {
  const said = document.getElementById(`${field.id}-brand`);
  const name = digitsOf(field.value).length > 1 ? brandOf(field)?.name ?? '' : '';
  if (said && said.textContent !== name) said.textContent = name;
}

/** 1226 becomes 12/26, 2 becomes 02/, and 1/27 or 1-27 becomes 01/27; who deletes the stroke has deleted it. */
function stroke(field, deleting) {
  if (deleting || field.selectionStart !== field.value.length) return;
  const typed = field.value.replace(/^([2-9]$|[1-9](?=[\s/-]))/, '0$1');
  const written = /^(\d{2})[\s/-]*(\d{0,4})$/.exec(typed);
  if (written) field.value = `${written[1]}/${written[2]}`;
}

function hasRightCheckDigit(digits) {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const weighted = Number(digit) * (i % 2 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

const isCardNumber = (field) => {
  const digits = digitsOf(field.value);
  return /^[\d\s-]+$/.test(field.value) && (brandOf(field)?.lengths ?? []).includes(digits.length) && hasRightCheckDigit(digits);
};

/** The end of the month that is written, or null. */
function endOf(written) {
  const [, month, year] = /^(\d{2}|\d(?=[\s/-]))[\s/-]*(?:20)?(\d{2})$/.exec(written.trim()) ?? [];
  return month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + Number(year), Number(month), 1)) : null;
}

function wrongWith(field) {
  if (!field.value.trim() || !field.dataset.wrong) return null;
  if (field.matches(NUMBER)) return isCardNumber(field) ? null : field.dataset.wrong;
  if (field.matches(EXPIRY)) {
    const end = endOf(field.value);
    return !end ? field.dataset.wrong : end <= new Date() ? field.dataset.past : null;
  }
  return /^\d{3,4}$/.test(field.value.trim()) ? null : field.dataset.wrong;
}

/** A name has no rule but that there is one. */
const isMended = (field) => !wrongWith(field) && Boolean(field.dataset.wrong || field.value.trim());

function tell(field, words) {
  const error = `${field.id}-error`;
  const described = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== error);
  document.getElementById(error)?.remove();
  if (words) {
    const said = document.createElement('p');
    said.id = error;
    said.className = 'error';
    said.textContent = words;
    field.closest('.field').append(said);
    field.setAttribute('aria-invalid', 'true');
    described.unshift(error);
  } else {
    field.removeAttribute('aria-invalid');
  }
  field.setAttribute('aria-describedby', described.join(' '));
}

document.addEventListener('input', ({ target, inputType }) => {
  if (target.matches('[data-wrong]')) inLatinDigits(target);
  if (target.matches(NUMBER)) {
    group(target);
    nameBrand(target);
  } else if (target.matches(EXPIRY)) {
    stroke(target, inputType?.startsWith('delete'));
  }
  // What is being mended is right as soon as it is; what is being typed is not wrong before it is left.
  if (target.matches('[data-keep][aria-invalid="true"]') && isMended(target)) tell(target, null);
});

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-wrong]') && target.value.trim()) tell(target, wrongWith(target));
});

// A widget that is shown anew has what was typed, but not what was said of it.
const nameAll = () => document.querySelectorAll(NUMBER).forEach(nameBrand);
new MutationObserver(nameAll).observe(document.querySelector('main'), { childList: true, subtree: true });

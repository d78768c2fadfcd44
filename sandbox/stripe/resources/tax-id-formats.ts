/** What the commonest kinds look like; of the others, anything short enough passes. */
const formats = new Map<string, RegExp>([
  ['au_abn', /^\d{11}$/],
  ['br_cnpj', /^\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}$/],
  ['ca_bn', /^\d{9}$/],
  ['ca_gst_hst', /^\d{9}RT\d{4}$/],
  ['ch_uid', /^CHE-?\d{3}\.?\d{3}\.?\d{3}$/],
  ['ch_vat', /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/],
  [
    'eu_vat',
    /^(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z+*]{2,12}$/,
  ],
  ['gb_vat', /^(GB(\d{9}|\d{12})|XI\d{9})$/],
  ['in_gst', /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]$/],
  ['jp_cn', /^\d{13}$/],
  ['jp_trn', /^T\d{13}$/],
  ['no_vat', /^\d{9}MVA$/],
  ['nz_gst', /^\d{8,9}$/],
  ['sg_uen', /^\d{8,9}[A-Z]$/],
  ['us_ein', /^\d{2}-?\d{7}$/],
])
/** The kinds that Stripe asks a tax office about. */
const verified = new Set(['au_abn', 'eu_vat', 'gb_vat'])
const international = new Set(['eu_oss_vat', 'unknown'])
const longest = 50

export const isWellFormed = (type: string, value: string): boolean =>
  formats.get(type)?.test(value) ?? (value.length > 0 && value.length <= longest)

export const isVerified = (type: string): boolean => verified.has(type)

/** ISO 3166-1 alpha-2; null where the kind belongs to no single country. */
export function countryOf(type: string, value: string): string | null {
  if (international.has(type)) return null
  const code = type === 'eu_vat' ? value.slice(0, 2) : type.slice(0, 2).toUpperCase()
  if (code === 'EL') return 'GR'
  return code === 'XI' ? 'GB' : code
}

/** The kinds people choose from on the hosted pages, the commonest first. */
export const offeredTypes = [...formats.keys()].sort(
  (a, b) => Number(b === 'eu_vat') - Number(a === 'eu_vat') || a.localeCompare(b),
)

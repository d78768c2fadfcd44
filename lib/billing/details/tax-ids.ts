interface TaxIdKind {
  /** How people of that country call it. */
  readonly name: string
  /** What one looks like. */
  readonly example: string
}

/** Every kind of tax id that Stripe prints on an invoice, by Stripe's word for it, which begins with its country. */
export const taxIdKinds = {
  eu_vat: { name: 'EU VAT number', example: 'IE1234567FA' },
  eu_oss_vat: { name: 'EU One Stop Shop VAT number', example: 'EU123456789' },
  ad_nrt: { name: 'Andorran NRT number', example: 'A-123456-Z' },
  ae_trn: { name: 'UAE tax registration number', example: '123456789012345' },
  al_tin: { name: 'Albanian tax number', example: 'J12345678N' },
  am_tin: { name: 'Armenian tax number', example: '02538904' },
  ao_tin: { name: 'Angolan tax number', example: '5123456789' },
  ar_cuit: { name: 'Argentine CUIT', example: '12-3456789-01' },
  au_abn: { name: 'Australian Business Number', example: '12345678912' },
  au_acn: { name: 'Australian Company Number', example: '123456789' },
  au_arn: { name: 'Australian Taxation Office reference number', example: '123456789123' },
  au_wpn: { name: 'Australian withholding payer number', example: '123456789' },
  aw_tin: { name: 'Aruban tax number', example: '12345678' },
  az_tin: { name: 'Azerbaijani tax number', example: '0123456789' },
  ba_tin: { name: 'Bosnian tax number', example: '123456789012' },
  bb_tin: { name: 'Barbadian tax number', example: '1123456789012' },
  bd_bin: { name: 'Bangladeshi BIN', example: '123456789-0123' },
  bf_ifu: { name: 'Burkinabe IFU', example: '12345678A' },
  bg_uic: { name: 'Bulgarian UIC', example: '123456789' },
  bh_vat: { name: 'Bahraini VAT number', example: '123456789012345' },
  bj_ifu: { name: 'Beninese IFU', example: '1234567890123' },
  bo_tin: { name: 'Bolivian tax number', example: '123456789' },
  br_cnpj: { name: 'Brazilian CNPJ', example: '01.234.456/5432-10' },
  br_cpf: { name: 'Brazilian CPF', example: '123.456.789-87' },
  bs_tin: { name: 'Bahamian tax number', example: '123456789' },
  bw_vat: { name: 'Botswanan VAT number', example: 'C12345678901' },
  by_tin: { name: 'Belarusian tax number', example: '123456789' },
  ca_bn: { name: 'Canadian BN', example: '123456789' },
  ca_gst_hst: { name: 'Canadian GST/HST number', example: '123456789RT0002' },
  ca_pst_bc: { name: 'Canadian PST number (British Columbia)', example: 'PST-1234-5678' },
  ca_pst_mb: { name: 'Canadian PST number (Manitoba)', example: '123456-7' },
  ca_pst_sk: { name: 'Canadian PST number (Saskatchewan)', example: '1234567' },
  ca_qst: { name: 'Canadian QST number (Québec)', example: '1234567890TQ1234' },
  cd_nif: { name: 'Congolese NIF', example: 'A0123456M' },
  ch_uid: { name: 'Swiss UID', example: 'CHE-123.456.789' },
  ch_vat: { name: 'Swiss VAT number', example: 'CHE-123.456.789 MWST' },
  ci_vat: { name: 'Ivorian VAT number', example: '1234567 A' },
  cl_tin: { name: 'Chilean RUT', example: '12.345.678-K' },
  cm_niu: { name: 'Cameroonian NIU', example: 'M123456789000L' },
  cn_tin: { name: 'Chinese tax number', example: '123456789012345678' },
  co_nit: { name: 'Colombian NIT', example: '123.456.789-0' },
  cr_tin: { name: 'Costa Rican tax number', example: '1-234-567890' },
  cv_nif: { name: 'Cape Verdean NIF', example: '213456789' },
  cz_dic: { name: 'Czech DIČ', example: 'CZ12345678' },
  de_stn: { name: 'German Steuernummer', example: '1234567890' },
  do_rcn: { name: 'Dominican RNC', example: '123-4567890-1' },
  ec_ruc: { name: 'Ecuadorian RUC', example: '1234567890001' },
  eg_tin: { name: 'Egyptian tax number', example: '123456789' },
  es_cif: { name: 'Spanish NIF', example: 'A12345678' },
  et_tin: { name: 'Ethiopian tax number', example: '1234567890' },
  fo_vat: { name: 'Faroese VAT number', example: '123456' },
  fr_siren: { name: 'French SIREN', example: '123456789' },
  fr_siret: { name: 'French SIRET', example: '12345678901234' },
  fr_spi: { name: 'French SPI', example: '1234567890123' },
  gb_vat: { name: 'UK VAT number', example: 'GB123456789' },
  ge_vat: { name: 'Georgian VAT number', example: '123456789' },
  gh_tin: { name: 'Ghanaian tax number', example: 'P0123456789' },
  gi_tin: { name: 'Gibraltarian tax number', example: '123456' },
  gn_nif: { name: 'Guinean NIF', example: '123456789' },
  hk_br: { name: 'Hong Kong BR number', example: '12345678' },
  hr_oib: { name: 'Croatian OIB', example: '12345678901' },
  hu_tin: { name: 'Hungarian tax number', example: '12345678-1-23' },
  ic_nif: { name: 'Canary Islands NIF', example: 'A12345678' },
  id_npwp: { name: 'Indonesian NPWP', example: '012.345.678.9-012.345' },
  il_vat: { name: 'Israeli VAT number', example: '000012345' },
  in_gst: { name: 'Indian GSTIN', example: '12ABCDE3456FGZH' },
  is_kt: { name: 'Icelandic kennitala', example: '123456-7890' },
  is_vat: { name: 'Icelandic VAT number', example: '123456' },
  it_cf: { name: 'Italian codice fiscale', example: 'RSSMRA80A01H501U' },
  jp_cn: { name: 'Japanese Corporate Number', example: '1234567891234' },
  jp_rn: { name: "Japanese Registered Foreign Businesses' Number", example: '12345' },
  jp_trn: { name: 'Japanese tax registration number', example: 'T1234567891234' },
  ke_pin: { name: 'Kenyan PIN', example: 'P000111111A' },
  kg_tin: { name: 'Kyrgyz tax number', example: '12345678901234' },
  kh_tin: { name: 'Cambodian tax number', example: '1001-123456789' },
  kr_brn: { name: 'Korean BRN', example: '123-45-67890' },
  kz_bin: { name: 'Kazakhstani BIN', example: '123456789012' },
  la_tin: { name: 'Lao tax number', example: '123456789-000' },
  li_uid: { name: 'Liechtenstein UID', example: 'CHE123456789' },
  li_vat: { name: 'Liechtenstein VAT number', example: '12345' },
  lk_vat: { name: 'Sri Lankan VAT number', example: '1234567897000' },
  ma_vat: { name: 'Moroccan VAT number', example: '12345678' },
  md_cf: { name: 'Moldovan fiscal code', example: '1003600000000' },
  md_vat: { name: 'Moldovan VAT number', example: '1234567' },
  me_pib: { name: 'Montenegrin PIB', example: '12345678' },
  mk_vat: { name: 'North Macedonian VAT number', example: 'MK1234567890123' },
  mr_nif: { name: 'Mauritanian NIF', example: '12345678' },
  mu_vat: { name: 'Mauritian VAT number', example: 'VAT20012345' },
  mx_rfc: { name: 'Mexican RFC', example: 'ABC010203AB9' },
  my_frp: { name: 'Malaysian FRP number', example: '12345678' },
  my_itn: { name: 'Malaysian income tax number', example: 'C 1234567890' },
  my_sst: { name: 'Malaysian SST number', example: 'A12-3456-78912345' },
  mz_nuit: { name: 'Mozambican NUIT', example: '123456789' },
  ng_tin: { name: 'Nigerian tax number', example: '12345678-0001' },
  no_vat: { name: 'Norwegian VAT number', example: '123456789MVA' },
  no_voec: { name: 'Norwegian VOEC number', example: '1234567' },
  np_pan: { name: 'Nepalese PAN', example: '123456789' },
  nz_bn: { name: 'New Zealand Business Number', example: '1234567890123' },
  nz_gst: { name: 'New Zealand GST number', example: '123456789' },
  om_vat: { name: 'Omani VAT number', example: 'OM1234567890' },
  pe_ruc: { name: 'Peruvian RUC', example: '12345678901' },
  ph_tin: { name: 'Philippine tax number', example: '123456789012' },
  pl_nip: { name: 'Polish NIP', example: '1234567890' },
  pt_nif: { name: 'Portuguese NIF', example: '123456789' },
  py_ruc: { name: 'Paraguayan RUC', example: '1234567-8' },
  ro_tin: { name: 'Romanian tax number', example: '1234567890123' },
  rs_pib: { name: 'Serbian PIB', example: '123456789' },
  ru_inn: { name: 'Russian INN', example: '1234567891' },
  ru_kpp: { name: 'Russian KPP', example: '123456789' },
  sa_vat: { name: 'Saudi VAT number', example: '123456789012345' },
  sg_gst: { name: 'Singaporean GST number', example: 'M12345678X' },
  sg_uen: { name: 'Singaporean UEN', example: '123456789F' },
  si_tin: { name: 'Slovenian tax number', example: '12345678' },
  sm_coe: { name: 'San Marino COE', example: 'SM12345' },
  sn_ninea: { name: 'Senegalese NINEA', example: '12345672A2' },
  sr_fin: { name: 'Surinamese FIN', example: '1234567890' },
  sv_nit: { name: 'Salvadoran NIT', example: '1234-567890-123-4' },
  th_vat: { name: 'Thai VAT number', example: '1234567891234' },
  tj_tin: { name: 'Tajik tax number', example: '123456789' },
  tr_tin: { name: 'Turkish tax number', example: '0123456789' },
  tt_bir: { name: 'Trinidadian BIR number', example: '123456789012' },
  tt_vat: { name: 'Trinidadian VAT number', example: '123456' },
  tw_vat: { name: 'Taiwanese VAT number', example: '12345678' },
  tz_vat: { name: 'Tanzanian VAT number', example: '12345678A' },
  ua_vat: { name: 'Ukrainian VAT number', example: '123456789' },
  ug_tin: { name: 'Ugandan tax number', example: '1014751879' },
  us_ein: { name: 'US EIN', example: '12-3456789' },
  uy_ruc: { name: 'Uruguayan RUC', example: '123456789012' },
  uz_tin: { name: 'Uzbek tax number', example: '123456789' },
  uz_vat: { name: 'Uzbek VAT number', example: '123456789012' },
  ve_rif: { name: 'Venezuelan RIF', example: 'A-12345678-9' },
  vn_tin: { name: 'Vietnamese tax number', example: '1234567890' },
  za_vat: { name: 'South African VAT number', example: '4123456789' },
  zm_tin: { name: 'Zambian tax number', example: '1004751879' },
  zw_tin: { name: 'Zimbabwean tax number', example: '1234567890' },
} as const satisfies Readonly<Record<string, TaxIdKind>>

export type TaxIdType = keyof typeof taxIdKinds

const euMembers: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)

export function isTaxIdType(type: string): type is TaxIdType {
  return Object.hasOwn(taxIdKinds, type)
}

/** What a kind of tax id is called; Stripe's own word for one that it began to know after us. */
export function taxIdName(type: string): string {
  return isTaxIdType(type) ? taxIdKinds[type].name : type
}

/** The kinds that a business of that country can have, the commonest first. */
export function taxIdTypesOf(country: string): TaxIdType[] {
  const prefix = `${country.toLowerCase()}_`
  const own = Object.keys(taxIdKinds)
    .filter(isTaxIdType)
    .filter(type => type.startsWith(prefix))
  if (country === 'ES') own.push('ic_nif')
  // Traders of Northern Ireland have an EU number, which begins with XI.
  if (country === 'GB') return [...own, 'eu_vat']
  return euMembers.has(country) ? ['eu_vat', ...own, 'eu_oss_vat'] : own
}

/** As it is sent: without the spaces around it, in capitals. */
export function tidyTaxId(typed: string): string {
  return typed.trim().replace(/\s+/g, ' ').toUpperCase()
}

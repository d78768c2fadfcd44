/** A key as it may be shown ever after: `sk-Ab12…wxyz`. */
export function maskKey(key: { readonly secretPrefix: string; readonly secretLastFour: string }): string {
  return `${key.secretPrefix}…${key.secretLastFour}`
}

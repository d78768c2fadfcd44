const LONGEST_TYPED = 40

/**
 * What an operator types before money moves or a customer is stopped: the account's name, or its id where the name is too long to
 * type or holds what no keyboard has.
 */
export function confirmationOf({
  accountId,
  name,
}: {
  readonly accountId: string
  readonly name: string
}): string {
  const typed = asTyped(name)
  const typable = typed !== '' && typed.length <= LONGEST_TYPED && !/[\p{Cc}\p{Cf}]/u.test(typed)
  return typable ? typed : accountId
}

/** Spaces as a page shows them: none around it, one between words. */
export function asTyped(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

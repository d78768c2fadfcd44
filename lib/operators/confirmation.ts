const LONGEST_TYPED = 40

/** What an operator types before money moves or a customer is stopped: the account's name, or its id where the name is too long to type. */
export function confirmationOf({
  accountId,
  name,
}: {
  readonly accountId: string
  readonly name: string
}): string {
  const typed = name.trim()
  return typed !== '' && typed.length <= LONGEST_TYPED ? typed : accountId
}

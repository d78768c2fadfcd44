/** Goes through the sandbox's hosted Checkout as a browser would: opens the page, types a test card, sends the form. */
export async function payWithCard(checkoutUrl: string, card: string, name: string): Promise<void> {
  const form = new URLSearchParams({ number: card, expiry: '12 / 34', cvc: '123', name, country: 'DE' })
  const answer = await fetch(checkoutUrl, { method: 'POST', body: form, redirect: 'manual' })
  if (answer.status !== 303)
    throw new Error(`Checkout answered ${answer.status} to the demo's card instead of sending it on`)
}

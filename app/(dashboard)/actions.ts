'use server'

import { signOut } from '@/app/_server/session'

export async function signOutAction(): Promise<void> {
  await signOut()
}

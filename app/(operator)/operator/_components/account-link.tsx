import Link from 'next/link'

/** An account by its name, leading to its page. */
export function AccountLink({ accountId, name }: { accountId: string; name: string }) {
  return (
    <Link
      href={`/operator/accounts/${accountId}`}
      prefetch={false}
      title={name}
      className="block max-w-[220px] truncate rounded-xs font-medium hover:underline"
    >
      {name}
    </Link>
  )
}

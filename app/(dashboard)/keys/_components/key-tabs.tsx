import { TabLinks } from '@/components/ui/tabs'

/** Keys for requests, and keys for reading what they came to. */
export function KeyTabs() {
  return (
    <TabLinks
      label="Kinds of keys"
      tabs={[
        { href: '/keys', label: 'API keys', exact: true },
        { href: '/keys/admin', label: 'Admin keys' },
      ]}
    />
  )
}

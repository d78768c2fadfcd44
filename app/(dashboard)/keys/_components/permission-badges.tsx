import { None } from '@/components/table'
import { Badge } from '@/components/ui/badge'
import { permissionWords, type Permission } from '@/lib/keys/permissions'

export function PermissionBadges({ permissions }: { permissions: readonly Permission[] }) {
  if (permissions.length === 0) return <None />
  return (
    <span className="flex flex-wrap gap-1">
      {permissions.map(name => (
        <Badge key={name}>{permissionWords[name].short}</Badge>
      ))}
    </span>
  )
}

export function Kbd({ children }: { children: React.ReactNode }) {
  return (
    <kbd className="rounded-xs border border-line bg-inset px-1 font-sans text-12 text-3">{children}</kbd>
  )
}

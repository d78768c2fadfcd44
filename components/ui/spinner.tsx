/** A small turning ring in the current colour. Decorative: the element around it says that it is busy. */
export function Spinner() {
  return (
    <svg viewBox="0 0 16 16" className="size-3.5 animate-spin text-current!" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.75" opacity="0.35" />
      <path
        d="M8 1.5a6.5 6.5 0 0 1 6.5 6.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </svg>
  )
}

export const invoiceCss = `
main{padding-top:32px}
.title{display:flex;align-items:flex-end;justify-content:space-between;gap:16px;flex-wrap:wrap;margin-bottom:20px}
.title h1{margin-top:12px;font-size:20px;line-height:28px;letter-spacing:-.014em}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 320px;gap:16px;align-items:start}
.lines td{vertical-align:top;overflow-wrap:anywhere}.lines .figure{text-align:right;white-space:nowrap}
.memo{margin-top:12px}
.sum{margin-bottom:12px;font-size:28px;line-height:36px;font-weight:550;letter-spacing:-.022em}
.badge.good{color:var(--pos);background:var(--pos-soft);border-color:var(--pos-line)}
.badge.bad{color:var(--dan);background:var(--dan-soft);border-color:var(--dan-line)}
.pay .body{display:grid;gap:12px}.pay form{display:grid;gap:8px}.pay .note{margin:0}
.pay .field{margin-top:8px}
summary{font-size:13px;color:var(--text-2);cursor:pointer}details[open] summary{margin-bottom:4px}
details .btn{margin-top:12px}
@media (max-width:860px){.columns{grid-template-columns:minmax(0,1fr)}aside{order:-1}}
`

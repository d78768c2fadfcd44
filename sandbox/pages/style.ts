/**
 * The look of the sandbox's own pages: the product's tokens, with a striped band that says what this is.
 * The font comes from the `geist` package through `/_assets/` (see assets.ts).
 */
const tokensCss = `
@font-face{font-family:Geist;src:url(/_assets/geist.woff2) format("woff2");font-weight:100 900;font-display:swap}
@font-face{font-family:"Geist Mono";src:url(/_assets/geist-mono.woff2) format("woff2");font-weight:100 900;font-display:swap}
:root{color-scheme:light dark;
--page:oklch(0.982 0.0025 285);--card:oklch(1 0 0);--inset:oklch(0.969 0.0035 285);--hover:oklch(0.955 0.004 285);
--line:oklch(0.918 0.005 285);--line-control:oklch(0.845 0.009 285);
--text:oklch(0.215 0.014 285);--text-2:oklch(0.445 0.014 285);--text-3:oklch(0.525 0.013 285);
--accent:oklch(0.53 0.2 290);--accent-hover:oklch(0.48 0.2 290);--on-accent:oklch(1 0 0);--accent-text:oklch(0.5 0.2 290);
--focus:oklch(0.6 0.19 290);
--pos:oklch(0.475 0.11 155);--pos-line:oklch(0.86 0.06 155);--pos-soft:oklch(0.965 0.025 155);
--cau:oklch(0.495 0.105 65);--cau-line:oklch(0.885 0.06 82);--cau-soft:oklch(0.983 0.018 88);
--dan:oklch(0.515 0.185 25);--dan-line:oklch(0.865 0.07 22);--dan-soft:oklch(0.97 0.017 20);
--sans:Geist,system-ui,sans-serif;--mono:"Geist Mono",ui-monospace,monospace}
@media (prefers-color-scheme:dark){:root{
--page:oklch(0.168 0.006 285);--card:oklch(0.2 0.0065 285);--inset:oklch(0.235 0.008 285);--hover:oklch(0.252 0.009 285);
--line:oklch(0.272 0.009 285);--line-control:oklch(0.352 0.012 285);
--text:oklch(0.955 0.003 285);--text-2:oklch(0.755 0.01 285);--text-3:oklch(0.68 0.011 285);
--accent:oklch(0.56 0.195 290);--accent-hover:oklch(0.61 0.185 290);--accent-text:oklch(0.785 0.125 292);
--focus:oklch(0.7 0.16 291);
--pos:oklch(0.815 0.125 156);--pos-line:oklch(0.4 0.07 156);--pos-soft:oklch(0.262 0.035 158);
--cau:oklch(0.84 0.115 80);--cau-line:oklch(0.41 0.07 75);--cau-soft:oklch(0.262 0.032 75);
--dan:oklch(0.785 0.12 22);--dan-line:oklch(0.43 0.1 22);--dan-soft:oklch(0.268 0.05 20)}}
`

const baseCss = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:400 14px/20px var(--sans);-webkit-font-smoothing:antialiased;font-variant-numeric:tabular-nums}
h1,h2,h3,p,dl,dd,ul,ol{margin:0;padding:0}ul,ol{list-style:none}
a{color:var(--accent-text);text-decoration:none}a:hover{text-decoration:underline}
b,h1,h2,h3,th{font-weight:550}
code,.mono{font-family:var(--mono);font-size:12px;letter-spacing:-.01em}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.band{display:flex;align-items:center;justify-content:center;gap:8px;min-height:40px;padding:8px 16px;font-size:13px;color:var(--cau);border-bottom:1px solid var(--cau-line);
background:repeating-linear-gradient(-45deg,var(--cau-soft) 0 10px,color-mix(in oklch,var(--cau-line) 38%,var(--cau-soft)) 10px 20px)}
.band p{text-wrap:balance}
.top{display:flex;align-items:center;gap:4px 20px;flex-wrap:wrap;max-width:1024px;margin:0 auto;padding:16px 24px 0}
.top .name{display:flex;align-items:center;gap:8px;margin-right:auto;color:var(--text);font-weight:550}
.top .name svg{display:block;padding:4px;width:24px;height:24px;border-radius:6px;background:var(--text);color:var(--page)}
.top nav{display:flex;gap:20px;font-size:13px}.top nav a{color:var(--text-2);line-height:32px}
.top nav a[aria-current]{color:var(--text);font-weight:550}
main{max-width:1024px;margin:0 auto;padding:24px 24px 48px}
.head{margin-bottom:20px}.head h1{font-size:20px;line-height:28px;letter-spacing:-.014em;overflow-wrap:anywhere}
.head p{font-size:13px;color:var(--text-2);margin-top:2px}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;margin-bottom:16px}
.grid .card{margin:0}
.card>header{display:flex;align-items:center;gap:8px;min-height:44px;padding:0 16px;border-bottom:1px solid var(--line)}
.card>header h2{font-size:14px;margin-right:auto}
.card>.body{padding:16px}
.badge{display:inline-block;padding:1px 7px;border-radius:5px;font-size:12px;line-height:16px;border:1px solid var(--line);background:var(--inset);color:var(--text-2);white-space:nowrap}
.badge.caution{color:var(--cau);background:var(--cau-soft);border-color:var(--cau-line)}
.note{margin:0 0 12px;padding:8px 12px;border-radius:8px;border:1px solid var(--line);font-size:13px;overflow-wrap:anywhere}
.note.good{color:var(--pos);background:var(--pos-soft);border-color:var(--pos-line)}
.note.bad{color:var(--dan);background:var(--dan-soft);border-color:var(--dan-line)}
.quiet{color:var(--text-2);font-size:13px}.faint{color:var(--text-3);font-size:12px;line-height:16px}
.btn{display:inline-flex;align-items:center;justify-content:center;height:32px;padding:0 12px;border-radius:8px;border:1px solid var(--line-control);background:var(--card);color:var(--text);font:550 13px/20px var(--sans);white-space:nowrap;cursor:pointer}
.btn:hover{background:var(--hover);text-decoration:none}
.btn.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}.btn.primary:hover{background:var(--accent-hover)}
input,select{height:36px;padding:0 12px;border-radius:8px;border:1px solid var(--line-control);background:var(--card);color:var(--text);font:400 14px/20px var(--sans);min-width:0}
label{display:block;font-size:13px;font-weight:550;margin-bottom:6px}
.row{display:flex;align-items:center;gap:8px;flex-wrap:wrap}
dl.facts>div{display:flex;gap:16px;justify-content:space-between;padding:7px 0;border-bottom:1px solid var(--line);font-size:13px}
dl.facts>div:last-child{border:0;padding-bottom:0}dl.facts>div:first-child{padding-top:0}
dl.facts.left>div{justify-content:flex-start}dl.facts.left dt{width:56px}dl.facts.left dd{text-align:left}
dl.facts dt{color:var(--text-2);flex:none}dl.facts dd{text-align:right;min-width:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13px}
th{height:36px;padding:0 12px;text-align:left;font-size:12px;color:var(--text-2);border-bottom:1px solid var(--line);white-space:nowrap}
td{height:40px;padding:8px 12px;border-bottom:1px solid var(--line)}tbody tr:last-child td{border:0}
th:first-child,td:first-child{padding-left:16px}th:last-child,td:last-child{padding-right:16px}
.empty{padding:40px 16px;text-align:center}.empty b{display:block;margin-bottom:4px}
.row input~.btn{height:36px}
.nowrap{white-space:nowrap}
@media (max-width:720px){.grid{grid-template-columns:minmax(0,1fr)}main{padding:20px 16px 40px}.top{padding:12px 16px 0}.band{justify-content:flex-start}}
`

/** The whole style sheet of a sandbox page. */
export const pageCss = tokensCss + baseCss

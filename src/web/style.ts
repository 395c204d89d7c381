/**
 * How do the bot's pages look?
 *
 * For a phone first: one column, long values wrap, nothing scrolls sideways.
 */
export const STYLE = `
:root{color-scheme:light dark;--line:#d0d7de;--faint:#59636e;--soft:#f6f8fa;--danger:#b3261e;--warn:#8a5a00;--calm:#1a6b3c;--link:#0b57b0;font:16px/1.5 system-ui,sans-serif}
@media (prefers-color-scheme:dark){:root{--line:#3d444d;--faint:#9198a1;--soft:#181c22;--danger:#ff8a80;--warn:#e3b341;--calm:#6fd08c;--link:#7ab7ff}}
*{box-sizing:border-box}
body{margin:0}
header{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .8rem;padding:.6rem 1rem;border-bottom:1px solid var(--line)}
header .brand{font-weight:700;margin-right:auto;text-decoration:none;color:inherit}
.who{color:var(--faint);overflow-wrap:anywhere}
main{max-width:64rem;margin:0 auto;padding:1rem 1rem 4rem;overflow-wrap:anywhere}
a{color:var(--link)}
h1{font-size:1.4rem;line-height:1.25;margin:.4rem 0 .6rem}
h2{font-size:1.1rem;line-height:1.35;margin:0 0 .4rem}
h3{font-size:1rem;margin:1rem 0 .2rem}
p{margin:.4rem 0}
ul{margin:.3rem 0;padding-left:1.1rem}
li{margin:.15rem 0}
code,pre,.v{font:.86em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{white-space:pre-wrap;background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.7rem}
button{font:inherit;padding:.25rem .8rem;border:1px solid var(--line);border-radius:6px;background:var(--soft);color:inherit;cursor:pointer}
.go{display:inline-block;padding:.5rem 1.1rem;border-radius:6px;background:var(--link);color:#fff;text-decoration:none;font-weight:600}
@media (prefers-color-scheme:dark){.go{color:#0b1220}}
.faint{color:var(--faint)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.6rem 0}
dt{color:var(--faint)}
dd{margin:0;min-width:0}
section{border:1px solid var(--line);border-radius:8px;padding:.8rem;margin:1rem 0}
.destructive{color:var(--danger)}
.disruptive{color:var(--warn)}
.routine{color:var(--calm)}
.risk{font-weight:700}
section.destructive-box{border-left:5px solid var(--danger)}
section.disruptive-box{border-left:5px solid var(--warn)}
section.routine-box{border-left:5px solid var(--calm)}
.change{margin:.7rem 0 0}
.name{font-weight:600}
.property{margin:.25rem 0 .25rem .9rem}
.v{white-space:pre-wrap;background:var(--soft);border-radius:4px;padding:.05rem .3rem;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.long{display:block;margin:.2rem 0;padding:.3rem .5rem}
mark{background:#ffe58a;color:#1f2328}
.when{white-space:nowrap}
.stacks{columns:20rem;column-gap:2rem;list-style:none;padding:0;font-size:.9rem}
.stacks li{break-inside:avoid}
.ways{display:flex;flex-wrap:wrap;gap:.3rem 1rem}
`.trim()

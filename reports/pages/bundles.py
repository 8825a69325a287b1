"""Style sheets and scripts that a page always has together: `collectstatic` makes one file of each group, so that a
slow line is asked once. On a laptop, where nothing is collected, a page names the parts."""

EVERYWHERE = "css/everywhere.css"
SIGNED_IN = "js/signed-in.js"
EVENT_FORM = "js/form.js"

# In their order: a later style sheet stands above an earlier one.
BUNDLES = {
    EVERYWHERE: ("css/reset.css", "css/tokens.css", "css/base.css", "css/components.css", "css/print.css"),
    SIGNED_IN: ("js/said.js", "js/kept.js", "js/link.js", "js/sign-out.js"),
    EVENT_FORM: ("js/event-form.js", "js/autosave.js", "js/laying-out.js", "js/next-form.js"),
}

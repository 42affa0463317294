// The modules that app/assets.py joins into one script, in this order. Each does nothing on a page without its form.
import "./scripts/theme.js";
import "./scripts/dialog.js";
import "./scripts/rows.js";
import "./scripts/editor.js";
import "./scripts/topic-picker.js";
import "./scripts/search-box.js";
import "./scripts/autosave.js";
import "./scripts/attachments.js";
import "./scripts/printing.js";
import "./scripts/precedents.js";
import "./scripts/hours.js";
import "./scripts/follow.js";
import "./scripts/looking.js";

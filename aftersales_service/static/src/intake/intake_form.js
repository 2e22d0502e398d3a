import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { registry } from "@web/core/registry";
import { useExternalListener } from "@odoo/owl";

/** The clerk's hands stay on the keyboard: Enter in the description registers. */
export class IntakeFormController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", this.onEnter.bind(this));
    }

    onEnter(ev) {
        // an Enter that chooses a Chinese word is none
        if (ev.key !== "Enter" || ev.isComposing || !ev.target.closest("[name=description]")) {
            return;
        }
        ev.preventDefault();
        // with a request open for the same product, a second Enter adds to that one
        const remind = this.rootRef.el.querySelector("button[name=action_remind]");
        if (remind) {
            remind.focus();
        } else {
            this.rootRef.el.querySelector("button[name=action_register]")?.click();
        }
    }
}

registry.category("views").add("aftersales_intake_form", {
    ...formView,
    Controller: IntakeFormController,
});

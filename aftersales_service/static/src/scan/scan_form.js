import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { registry } from "@web/core/registry";
import { useExternalListener } from "@odoo/owl";

/**
 * A scanner types like a keyboard and ends with Enter: the field takes that in, and the
 * cursor stays where the next code is to come.
 */
export class ScanFormController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", this.onEnter.bind(this));
    }

    onEnter(ev) {
        const field = ev.target.closest?.("[name=scan], [name=code]");
        if (ev.key !== "Enter" || !field || !this.rootRef.el?.contains(field)) {
            return;
        }
        // no button of the window is pressed by the scanner's Enter
        ev.preventDefault();
        ev.target.select();
    }
}

registry.category("views").add("aftersales_scan_form", {
    ...formView,
    Controller: ScanFormController,
});

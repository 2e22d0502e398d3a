import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * The form of a new request: shows which files were chosen, says at once when they
 * are too many or too large, and sends the form once. The server checks all of it
 * again.
 */
export class NewServiceRequest extends Interaction {
    static selector = ".o_aftersales_new_request";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
        ".o_aftersales_files": {"t-on-change": this.onChange},
    };

    setup() {
        this.sent = false;
    }

    get files() {
        const inputs = this.el.querySelectorAll(".o_aftersales_files");
        return [...inputs].flatMap((input) => [...input.files]);
    }

    onChange() {
        const list = this.el.querySelector(".o_aftersales_chosen");
        list.replaceChildren(
            ...this.files.map((file) => {
                const entry = document.createElement("li");
                const size = (file.size / 1048576).toFixed(1);
                entry.textContent = `${file.name} · ${size} MB`;
                return entry;
            })
        );
        this.el.querySelector(".o_aftersales_files_error").textContent = this.problem();
    }

    /** What is wrong with the chosen files, in words; empty if nothing is. */
    problem() {
        const {maxFiles, maxTotal, maxImage, maxVideo} = this.el.dataset;
        // the words come with the page: it is in the customer's language
        const text = (name) => this.el.querySelector(name).textContent;
        if (this.files.length > Number(maxFiles)) {
            return text(".o_aftersales_too_many");
        }
        const large = this.files.find(
            (file) =>
                file.size >
                Number(file.type.startsWith("video/") ? maxVideo : maxImage)
        );
        const total = this.files.reduce((sum, file) => sum + file.size, 0);
        if (!large && total <= Number(maxTotal)) {
            return "";
        }
        return `${text(".o_aftersales_too_large")} ${large ? large.name : ""}`;
    }

    onSubmit(ev) {
        const problem = this.problem();
        if (problem || this.sent) {
            ev.preventDefault();
            this.el.querySelector(".o_aftersales_files_error").textContent = problem;
            return;
        }
        this.sent = true;
        this.el.querySelector("button[type=submit]").classList.add("disabled");
        // Coming back by the browser's Back button, the form may be sent again
        this.addListener(window, "pageshow", () => window.location.reload());
    }
}

registry
    .category("public.interactions")
    .add("aftersales_service.new_service_request", NewServiceRequest);

/** One paper that a request still needs: shows what was chosen, sends it once. */
export class ServicePaper extends Interaction {
    static selector = ".o_aftersales_paper";
    dynamicContent = {
        _root: {"t-on-submit": this.onSubmit},
        ".o_aftersales_files": {"t-on-change": () => this.updateContent()},
        ".o_aftersales_chosen": {"t-out": () => this.names.join(", ")},
        "button[type=submit]": {"t-att-disabled": () => !this.names.length},
    };

    get names() {
        const {files} = this.el.querySelector(".o_aftersales_files");
        return [...files].map((file) => file.name);
    }

    onSubmit(ev) {
        if (this.sent) {
            ev.preventDefault();
        }
        this.sent = true;
    }
}

registry
    .category("public.interactions")
    .add("aftersales_service.service_paper", ServicePaper);

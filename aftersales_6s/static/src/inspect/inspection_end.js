import { Component } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";

/** Before the signature: what it comes to. After it: what follows. */
export class InspectionEnd extends Component {
    static template = "aftersales_6s.InspectionEnd";
    static props = {
        counts: Object,
        missing: Number,
        bare: Array,
        waiting: Number,
        isOffline: Boolean,
        isSigning: Boolean,
        summary: { type: [Object, Boolean, { value: null }], optional: true },
        onSign: Function,
        onOpen: Function,
        onNextRound: Function,
        onFindings: Function,
    };

    time(text) {
        return toLocaleDateTimeString(deserializeDateTime(text));
    }

    get score() {
        return Math.round(this.props.summary.score * 10) / 10;
    }
}

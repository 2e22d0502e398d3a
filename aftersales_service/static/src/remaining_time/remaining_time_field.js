import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { formatDateTime } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const TICK = 5000;

/** Minutes from now to a moment, seconds cut off on both sides, as the rule counts. */
export function minutesLeft(due, now) {
    return Math.round(due.startOf("minute").diff(now.startOf("minute"), "minutes").minutes);
}

/** "2 d 3 h", "3 h 05 min", "12 min": at most two units, the larger ones first. */
export function formatMinutes(minutes) {
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    const rest = minutes % 60;
    if (days) {
        return _t("%(days)s d %(hours)s h", { days, hours });
    }
    if (hours) {
        const padded = String(rest).padStart(2, "0");
        return _t("%(hours)s h %(minutes)s min", { hours, minutes: padded });
    }
    return _t("%(minutes)s min", { minutes: rest });
}

/**
 * Remaining or overdue time of a running clock, alive without a reload.
 *
 * Shown on the datetime at which the clock runs out. The option `stopped_field` names
 * the field that holds the moment it stopped, from which on nothing is shown.
 */
export class RemainingTimeField extends Component {
    static template = "aftersales_service.RemainingTimeField";
    static props = {
        ...standardFieldProps,
        stoppedField: { type: String, optional: true },
        stateField: { type: String, optional: true },
        warnMinutes: { type: Number, optional: true },
    };
    static defaultProps = { warnMinutes: 60 };

    setup() {
        this.state = useState({ now: DateTime.now() });
        const timer = setInterval(() => (this.state.now = DateTime.now()), TICK);
        onWillUnmount(() => clearInterval(timer));
    }

    get due() {
        const value = this.props.record.data[this.props.name];
        return typeof value === "string" ? deserializeDateTime(value) : value;
    }

    get isShown() {
        const { record, stoppedField } = this.props;
        return Boolean(this.due) && !(stoppedField && record.data[stoppedField]);
    }

    /** A paused clock stands still: only that it is paused is told. */
    get isPaused() {
        const { record, stateField } = this.props;
        return Boolean(stateField) && record.data[stateField] === "paused";
    }

    get minutes() {
        return minutesLeft(this.due, this.state.now);
    }

    get text() {
        if (this.isPaused) {
            return _t("Paused");
        }
        const time = formatMinutes(Math.abs(this.minutes));
        return this.minutes < 0 ? _t("%s overdue", time) : _t("%s left", time);
    }

    get colour() {
        if (this.isPaused) {
            return "text-bg-secondary";
        }
        if (this.minutes < 0) {
            return "text-bg-danger";
        }
        return this.minutes <= this.props.warnMinutes ? "text-bg-warning" : "text-bg-success";
    }

    get title() {
        return formatDateTime(this.due);
    }
}

export const remainingTimeField = {
    component: RemainingTimeField,
    displayName: _t("Remaining Time"),
    supportedTypes: ["datetime"],
    isEmpty: () => false,
    extractProps: ({ options }) => ({
        stoppedField: options.stopped_field,
        stateField: options.state_field,
        warnMinutes: options.warn_minutes,
    }),
};

registry.category("fields").add("aftersales_remaining_time", remainingTimeField);

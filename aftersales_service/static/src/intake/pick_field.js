import { getFieldDomain } from "@web/model/relational_model/utils";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";
import { registry } from "@web/core/registry";
import { uniqueId } from "@web/core/utils/functions";
import { useSpecialData } from "@web/views/fields/relational_utils";

/** Radio buttons of a many2one that say more than its name: "RX45-0001 · 京A12345". */
export class PickField extends RadioField {
    static props = { ...RadioField.props, details: { type: Array, optional: true } };
    static defaultProps = { ...RadioField.defaultProps, details: [] };

    setup() {
        this.id = uniqueId("aftersales_pick_");
        this.type = "many2one";
        this.specialData = useSpecialData(async (orm, props) => {
            const { relation } = props.record.fields[props.name];
            const specification = { display_name: {} };
            for (const name of props.details) {
                // a many2one answers with its id alone unless asked for more
                specification[name] = name.endsWith("_id") ? { fields: { display_name: {} } } : {};
            }
            const domain = getFieldDomain(props.record, props.name, props.domain);
            const { records } = await orm.call(relation, "web_search_read", [], {
                specification,
                domain,
            });
            return records.map((record) => {
                const details = props.details.map(
                    (name) => record[name]?.display_name || record[name]
                );
                const label = [record.display_name, ...details].filter(Boolean).join(" · ");
                return [record.id, label];
            });
        });
    }
}

registry.category("fields").add("aftersales_pick", {
    ...radioField,
    component: PickField,
    supportedTypes: ["many2one"],
    extractProps: (info, dynamicInfo) => ({
        ...radioField.extractProps(info, dynamicInfo),
        details: info.options.details,
    }),
});

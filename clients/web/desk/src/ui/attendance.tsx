// The section for attendance: an official confirms the appointment and records the arrival.

import type { Desk } from "../io/desk.js";
import { recordAttendance } from "../io/writes.js";
import type { Attendance } from "../model/roles.js";
import { texts, when } from "../texts.js";
import { Section, WorkButton } from "./parts.js";
import { attempt } from "./state.js";

export function AttendanceSection({ desk, roles }: { readonly desk: Desk; readonly roles: readonly Attendance[] }) {
  return (
    <Section id="attendance" title={texts.attendance.title}>
      <ul class="rows">
        {roles.map((each) => <AttendanceRow key={each.roleId} desk={desk} role={each} />)}
      </ul>
    </Section>
  );
}

function AttendanceRow({ desk, role: { roleId, role, status, next, at } }: { readonly desk: Desk; readonly role: Attendance }) {
  const { statuses, steps, done, since } = texts.attendance;
  const name = texts.roles[role] ?? role;
  return (
    <li class="row">
      <div>
        <strong>{name}</strong>
        <p class="muted">
          {statuses[status] ?? status}{at !== null && `, ${since(when(at))}`}
        </p>
      </div>
      {next && (
        <WorkButton
          class="primary" label={`${steps[next]}: ${name}`}
          work={() => attempt(async () => {
            await recordAttendance(desk.db, roleId, next);
            return done[next];
          })}
        >
          {steps[next]}
        </WorkButton>
      )}
    </li>
  );
}

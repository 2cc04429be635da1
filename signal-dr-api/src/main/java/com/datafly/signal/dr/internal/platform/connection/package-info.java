/**
 * The switch of a connection secret as one transaction over what cannot be changed at once: the secret itself, and the
 * pods, each of which keeps what it read when it started.
 *
 * <p><b>The invariant.</b> Whenever some pods have the former values and others the new ones, the secret itself says
 * so: its annotation {@code switch} is {@code open} or {@code returning}. That mark is set by the very patch that
 * changes the values and goes away only after every pod was accounted for, so it outlives the runner, the journal and
 * the machine that they were on. {@code Connections.look} reads it, and what each pod holds, without any of them.
 *
 * <h2>States of the secret</h2>
 *
 * <pre>
 * clean      no mark                         all pods have the same values as far as we are concerned
 *   | switch:     one patch, from the version whose values the backup has: new values, changed-by=K, switch=open
 * open       switch=open                     pods have former values, or new ones if they started since
 *   | restart:    templates get restarted-by=K, in order; a pod that has it started after the patch
 *   | verify:     each pod is asked for the hash of what it holds
 *   | settle:     switch=settled
 * settled    switch=settled, changed-by=K    all pods have the new values; the backup is still there
 *   | forget:     marks and backup go         clean
 *
 * open or settled, taken back:
 *   | one patch, only if the values are still ours: former values, changed-by=U, switch=returning
 * returning  switch=returning                pods have new values, or former ones if they started since
 *   | templates get restarted-by=U where a pod is not seen to have the former values; each pod is asked
 *   | marks go                                clean, with the former values
 * </pre>
 *
 * <p>K is the key of the switch step, U that of its undo. Both derive from run and step, so a new process knows them.
 *
 * <h2>What a look proves</h2>
 *
 * <p>A variable is what its process has. A file follows the secret after a while, and the process that read it when it
 * began does not: so a file is believed only of a pod that surely began after the values were written, which is one of
 * a restart for them, one that came while somebody looked, or one that no workload keeps and that was not there right
 * behind the patch; and not of one whose file was seen to follow late. What ran before the other containers cannot be
 * asked any more. All others count as unknown, and are restarted or waited for.
 *
 * <p>Pods that no workload keeps are asked like the others, and nobody here restarts them. So they are refused before
 * the patch, until the host says that somebody else does, and from then on only waited for.
 *
 * <h2>What each record proves, what a resume does, what an undo restores</h2>
 *
 * <ul>
 *   <li><b>prepare</b>, succeeded: owners and consumers were looked at, nothing forbids the switch, and the former
 *       values are kept, encrypted, in a secret of a name that only this step has. Died before its outcome: it is
 *       repeated, and overwrites its own backup unless the switch was made from it. Undo: removes the backup, and
 *       refuses while the secret still names it.
 *   <li><b>switch</b>, intent: the values may have changed. Resume: the secret says {@code changed-by=K}, then it is
 *       done; else it was not, and is done now: the patch names the version it was decided on, so one of a dead runner
 *       that arrives late finds another version, or is found. Succeeded: the values are the new ones, by a keyed
 *       fingerprint, and the mark is there. Undo: everything between here and {@code clean}, whatever the steps behind
 *       it came to: values, then pods, then marks, each only as far as needed, so that it can be repeated from any
 *       point.
 *   <li><b>restart</b> is pure: its work is known by {@code restarted-by=K} at each template, not by its record.
 *       Repeated, it restarts only what has not got that, and waits for all. It has no undo of its own: what it did is
 *       undone by the switch's undo, which knows the right order (values first, pods then).
 *   <li><b>verify</b> is pure, and reads only. Succeeded: every pod of every consumer that was found <em>then</em>,
 *       CronJobs' Jobs and ending pods included, holds the new values, or the host accepts what nobody can look into.
 *   <li><b>settle</b>: sets the mark back to {@code open} when it is undone, so that the invariant holds on the way
 *       back.
 *   <li><b>forget</b>: the point of no return.
 * </ul>
 *
 * <p>A step that fails leaves the mark, and the run waits for a person: to retry, or to cancel it with an undo.
 *
 * <h2>Values</h2>
 *
 * <p>Values are never written anywhere but into the secret and, encrypted by AES-256-GCM with a key that the host lends
 * by name, into the backup. Records, annotations and reports carry HMAC fingerprints by a key derived from the same
 * one: nobody can guess a password by them. Plain SHA-256 hashes, by which containers are asked, stay in memory. What
 * fails tells the name of a secret and its key, never a part of a value.
 */
@NullMarked
package com.datafly.signal.dr.internal.platform.connection;

import org.jspecify.annotations.NullMarked;

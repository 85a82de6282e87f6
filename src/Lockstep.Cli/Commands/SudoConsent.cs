using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Cli.Options;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Deploying;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Cli.Commands;

/// <summary>
/// Asks, before the first run at a target whose deploy command would take root's rights by sudo, whether it may. Asked once for each target and command, before anything is
/// connected to: what was agreed to is kept in <c>sudo/</c> in the user's state directory. Where nobody is there to answer, the run goes on, and says what it runs.
/// </summary>
/// <param name="directory">Where agreements are kept; null for nowhere, so that it is asked each time.</param>
/// <param name="tell">Takes a line for the user.</param>
/// <param name="answer">Gives what the user types; null where nobody is there.</param>
/// <param name="isAgreed">Whether the user has agreed in advance (<c>--yes</c>).</param>
internal sealed class SudoConsent(string? directory, Action<string> tell, Func<CancellationToken, Task<string?>>? answer, bool isAgreed)
{
    public static SudoConsent Of(Workspace workspace, GlobalOptions global, ParseResult parsed)
    {
        UserOutput output = workspace.Output;
        return new SudoConsent(
            workspace.Environment.StateDirectory is { } state ? Path.Combine(state, "sudo") : null,
            output.Remark,
            TypedAnswer.IsPossible(output) ? TypedAnswer.ReadAsync : null,
            global.IsConfirmed(parsed));
    }

    /// <summary>Asks for the targets that it has not asked for yet.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="stepOf">What is deployed on a target; null for nothing.</param>
    /// <param name="find">Finds the project's command.</param>
    /// <param name="cancellation">Ends the waiting for an answer.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Refused"/>: the user does not agree. Nothing was done.</exception>
    public async Task AskAsync(
        IReadOnlyList<ResolvedTarget> targets, Func<ResolvedTarget, DeployStep?> stepOf, Func<DeployStep, DeployCommand?> find, CancellationToken cancellation)
    {
        foreach (ResolvedTarget target in targets)
        {
            if (stepOf(target) is not { When: not DeployWhen.Never } step)
            {
                continue;
            }

            DeployCommand?[] commands = [find(step), step.Check is { } check ? DeployCommand.OfLine(check) : null];
            foreach (DeployCommand command in commands.OfType<DeployCommand>().Where(command => command.Check.Sudo != SudoUse.Never))
            {
                await AskAsync(target, command.Describe(bySudo: true), cancellation);
            }
        }
    }

    /// <summary>Asks for the lines of <c>[[on_change]]</c>, as for a deploy command.</summary>
    /// <inheritdoc cref="AskAsync(IReadOnlyList{ResolvedTarget}, Func{ResolvedTarget, DeployStep?}, Func{DeployStep, DeployCommand?}, CancellationToken)"/>
    public async Task AskAsync(IReadOnlyList<ResolvedTarget> targets, IEnumerable<string> lines, CancellationToken cancellation)
    {
        DeployCommand[] commands = [.. lines.Select(DeployCommand.OfLine).Where(command => command.Check.Sudo != SudoUse.Never)];
        foreach (ResolvedTarget target in targets)
        {
            foreach (DeployCommand command in commands)
            {
                await AskAsync(target, command.Describe(bySudo: true), cancellation);
            }
        }
    }

    private async Task AskAsync(ResolvedTarget target, string line, CancellationToken cancellation)
    {
        string record = Path.Combine(directory ?? "", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{target.Push.Identity}\0{line}"))));
        if ((directory is not null && File.Exists(record)) || (answer is null && !isAgreed))
        {
            return;
        }

        string name = TargetLabel.Of(target.Push.Name);
        if (!isAgreed)
        {
            tell($"{name}: this command takes root's rights where the login may: {line}");
            tell("Run it on this target, now and from now on? [y/N]");
            string? said = (await answer!(cancellation))?.Trim();
            if (said is null || !said.StartsWith("y", StringComparison.OrdinalIgnoreCase))
            {
                throw new SyncException(
                    ExitCode.Refused,
                    $"refused: nobody agreed to '{line}' on {name}. Nothing was done. --no-deploy leaves a deploy command out, "
                        + "--no-sudo runs the project's deploy.py without sudo, --yes agrees.");
            }
        }

        Keep(record, $"{name}: {line}\n");
    }

    private void Keep(string record, string text)
    {
        if (directory is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(record, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            tell($"cannot keep that this was agreed to, so that it is asked again: {IoCause.Of(failure)}");
        }
    }
}

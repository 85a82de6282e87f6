using System.Text;
using Lockstep.Cli.Commands;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Terminal;
using Lockstep.Owners;
using Lockstep.Tree;

namespace Lockstep.Cli.Trusting;

/// <summary>
/// Stands between a project's settings and this machine: lets through what the user has trusted, asks for the rest where somebody is there to answer, and refuses it
/// elsewhere.
/// </summary>
internal sealed class TrustGate
{
    private readonly UserEnvironment _environment;
    private readonly Func<string?>? _readAnswer;
    private readonly TrustStore _store;
    private readonly string _start;

    /// <summary>Makes the gate.</summary>
    /// <param name="surroundings">Who is asked.</param>
    /// <param name="start">The directory that the user named, or stands in.</param>
    public TrustGate(Surroundings surroundings, string start)
    {
        (_environment, _readAnswer) = (surroundings.Environment, surroundings.ReadAnswer);
        _store = new TrustStore(_environment.TrustDirectory);
        _start = OwnerRule.RealPath(start);
        Owners = OwnerRule.ForProcess(directory => (_environment.TrustsProjects && directory == _start) || _store.TrustsPlace(directory));
    }

    /// <summary>Whose settings and repositories count.</summary>
    public OwnerRule Owners { get; }

    /// <summary>Lets values through, or stops.</summary>
    /// <param name="project">The project's directory.</param>
    /// <param name="values">What is about to be started or read.</param>
    /// <param name="output">Where the question goes.</param>
    /// <param name="mayAsk">Whether there is time for a question.</param>
    /// <exception cref="SyncException">They are not trusted: <see cref="ExitCode.Refused"/>.</exception>
    public void Demand(string project, IEnumerable<ProjectValue> values, UserOutput output, bool mayAsk)
    {
        string directory = OwnerRule.RealPath(project);
        IReadOnlyList<ProjectValue> untrusted = _environment.TrustsProjects ? [] : _store.Untrusted(directory, values);
        if (untrusted.Count == 0)
        {
            return;
        }

        string list = string.Join('\n', untrusted.Select(value => $"  {value}"));
        if (mayAsk && _readAnswer is { } read)
        {
            output.RemarkLines($"The settings of {DisplayText.Of(directory)} start programs, or read or write files, on this machine:\n{list}\nTrust these values, until they change? [y/N]");
            if (read()?.Trim().ToUpperInvariant() is "Y" or "YES")
            {
                _store.Add(directory, untrusted, withPlace: false);
                return;
            }
        }

        throw new SyncException(
            ExitCode.Refused,
            $"refused: the project's settings start programs, or read or write files, on this machine, and these values are not trusted:\n{list}\n"
            + "Nothing was done. If they are what you want, say so once (LOCKSTEP_TRUST=1 says it for one run, as in CI)"
            + ShellWord.Command(": lockstep trust", Encoding.UTF8.GetBytes(directory), ", in that directory: lockstep trust"));
    }
}

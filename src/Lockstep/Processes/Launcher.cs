using System.Globalization;
using System.Text;
using Lockstep.Native.Processes;

namespace Lockstep.Processes;

/// <summary>
/// One of our programs, to be run with the verb <see cref="ExecVerb"/> in between when another program is started: it ties the child's
/// life to ours, which only the child can do.
/// </summary>
public sealed class Launcher
{
    private readonly byte[] _program;

    /// <summary>Uses the program at <paramref name="path"/>, which must know the verb.</summary>
    public Launcher(string path) => _program = Encoding.UTF8.GetBytes(path);

    /// <summary>The program that is running.</summary>
    public static Launcher Self { get; } = new(Environment.ProcessPath ?? "/proc/self/exe");

    /// <summary>The program's path.</summary>
    internal byte[] Program => _program;

    /// <summary>The launcher's arguments that make it become <paramref name="command"/>.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="manner">How the command stands to terminals: one of the words of <see cref="ExecVerb"/>.</param>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Arguments(IReadOnlyList<ReadOnlyMemory<byte>> command, string manner) =>
    [
        _program,
        Bytes(ExecVerb.Name),
        Bytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
        Bytes(manner),
        Bytes("--"),
        .. command,
    ];

    /// <summary>The launcher's arguments that make it end a session when we have died (<see cref="GuardVerb"/>).</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> GuardArguments(TimeSpan grace) =>
    [
        _program,
        Bytes(GuardVerb.Name),
        Bytes(((int)grace.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)),
    ];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

using Lockstep.Native.Terminals;
using Lockstep.Sessions.Live;

namespace Lockstep.Cli.Terminal;

/// <summary>The keys of a watch.</summary>
internal static class WatchKeys
{
    /// <summary>Reads keys until the result is disposed; nothing where standard input is no terminal.</summary>
    public static IDisposable? Read(LiveControls controls) => TerminalKeys.TryOpen(key =>
    {
        LiveRequest? request = key switch
        {
            (byte)'p' => LiveRequest.Pause,
            (byte)'s' => LiveRequest.SyncNow,
            (byte)'d' => LiveRequest.Deploy,
            (byte)'u' => LiveRequest.Undo,
            (byte)'q' => LiveRequest.Quit,
            _ => null,
        };
        if (request is { } known)
        {
            controls.Ask(known);
        }
    });
}

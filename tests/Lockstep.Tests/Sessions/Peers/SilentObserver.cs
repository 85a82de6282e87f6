using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Wire;
using Lockstep.Wire.Messages;
using Lockstep.Wire.Messages.Commands;

namespace Lockstep.Tests.Sessions.Peers;

/// <summary>Sees nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public void Tell(SessionEvent told)
    {
    }
}
